"""The dataset as a graph people query and as matrices that calculations run on."""

from talentmap.graph.build import build_graph
from talentmap.graph.holdings import valid_holdings
from talentmap.graph.kinds import EDGE_KINDS, NODE_KINDS, node
from talentmap.graph.matrices import Labelled, Matrices, matrices
from talentmap.graph.projections import shared_strengths, works_together

__all__ = [
    "EDGE_KINDS",
    "NODE_KINDS",
    "Labelled",
    "Matrices",
    "build_graph",
    "matrices",
    "node",
    "shared_strengths",
    "valid_holdings",
    "works_together",
]
