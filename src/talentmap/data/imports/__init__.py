"""Data that were made elsewhere -> a Dataset: skill matrices and surveys by an import profile, O*NET as roles."""

from talentmap.data.imports.onet import read_onet_roles
from talentmap.data.imports.profile import MatrixProfile, StrengthColumn, profile_names, read_profile
from talentmap.data.imports.skill_matrix import read_skill_matrix
from talentmap.data.imports.survey_profile import (
    AnswerColumn,
    Schedule,
    SurveyProfile,
    read_survey_profile,
    survey_names,
)
from talentmap.data.imports.team_survey import read_team_survey

__all__ = [
    "AnswerColumn",
    "MatrixProfile",
    "Schedule",
    "StrengthColumn",
    "SurveyProfile",
    "profile_names",
    "read_onet_roles",
    "read_profile",
    "read_skill_matrix",
    "read_survey_profile",
    "read_team_survey",
    "survey_names",
]
