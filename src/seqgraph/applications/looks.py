"""The looks of question 3.4's models."""

from ..page.plots import NEUTRAL, looks

LOOKS = looks(
    popular=(NEUTRAL, ":"),
    friends=(NEUTRAL, "-."),
    neighbours=("#8c613c", "--"),
    ease=("#332288", ":"),
    ease_friends=("#e69f00", "-"),
    als=("#d55e00", "-."),
    factors=("#4a90c2", "-."),
    lightgcn=("#117733", "-"),
    lightgcn_friends=("#aa3377", "--"),
    lightgcn_strangers=("#b59a00", ":"),
    diffnet=("#9955ee", "-."),
    mhcn=("#88aa55", "-"),
    lookup=(NEUTRAL, ":"),
    forest=("#8c613c", "--"),
    gine=("#4477aa", "-"),
    space=("#aa3377", "-."),
)
