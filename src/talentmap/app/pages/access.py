"""Access: who sees what of me, and for what?"""

from talentmap.access.policy import load_policy
from talentmap.app.components.head import head
from talentmap.app.components.policy import by_relation, promises, roles, whole

head("access")
policy = load_policy()
promises(policy.version)
by_relation(policy)
roles()
whole(policy)
