from decimal import Decimal

from reportgen.measures import lights
from tests.measures.builders import light, plan

PLAN = plan(
    lights=(
        light("targets", "red", "[差值]<-1"),
        light("quotas", "red", "[差序时]<-10"),
        light("quotas", "yellow", "[差序时]<0"),
        light("quotas", "green", "[差序时]>=0"),
    )
)


def test_lights__first_condition_of_its_kind_wins() -> None:
    lit = lights.shine(PLAN, "quotas", {"差序时": Decimal("-11.1")})
    assert lit == ("red", "红", "[差序时]<-10成立")
    assert lights.shine(PLAN, "quotas", {"差序时": Decimal("-10")}).light == "yellow"
    assert lights.shine(PLAN, "quotas", {"差序时": Decimal(0)}).light == "green"


def test_lights__blank_is_grey_with_the_reason() -> None:
    assert lights.shine(PLAN, "quotas", {"差序时": None}) == ("grey", "灰", "尚无数据")
    assert lights.shine(PLAN, "quotas", {}, "尚未发布").why == "尚未发布"
    assert lights.shine(PLAN, "projects", {"投资差序时": Decimal(1)}).light == "grey"
