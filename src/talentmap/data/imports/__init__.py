"""Data that were made elsewhere -> a Dataset: skill matrices by an import profile, O*NET occupations as roles."""

from talentmap.data.imports.onet import read_onet_roles
from talentmap.data.imports.profile import MatrixProfile, StrengthColumn, profile_names, read_profile
from talentmap.data.imports.skill_matrix import read_skill_matrix

__all__ = [
    "MatrixProfile",
    "StrengthColumn",
    "profile_names",
    "read_onet_roles",
    "read_profile",
    "read_skill_matrix",
]
