"""Traditional: reports in traditional characters, read as the simplified ones that rules and names are written in.

Offsets stay: a character stands for a character. Words that differ (軟體, 軟件) are left as they are.
"""

import re
from functools import cache
from importlib import resources

# What hardly a sentence of a report does without, none of it simplified. Source: the most frequent ones of the data
# below in five reports turned into traditional characters, with units, names and the variants of Hong Kong and Taiwan.
_SIGNS = (
    "貧業農區實產産鄉脫發進資動幫興個堅對強設續務體機縣銜鎮萬項點會鞏戶態開穩導黨現監組國級優與測規責爲為關類經內準調確辦億織領"
    "統羣學員範結標題協劃遷險風問醫記過決達聯補營時養勢帶總單衆眾計勞臺幹創書層種長財嚴費頭貸專療參訓構線綫議濟駐應納礎權評護間"
    "據處況隊數將兩門籌約揮環積條飲難場選轉圍崗見減綜備別質變則銷繼職當勵園電鏈義並託報負極盡舉節適額號來貫執貼龍採認徹戰運籤綠"
    "佔針廣斷屬賬檔預擔掛給擴從識邊東購願訂蓋細畝噸隻週裏裡曆牀麪麵稅歲價輛這麼華灣豐寧蘇漢陽濱陝"
)
_SIGN = re.compile(f"[{_SIGNS}]")
# In names of counties, townships and reigns 乾 is no 干: 乾縣, 乾安縣, 乾隆.
_KEPT = re.compile("(乾(?=[縣安坤豐潭隆陵]))")


@cache
def _characters() -> tuple[dict[int, str], frozenset[str], frozenset[str]]:
    """Traditional → simplified, and those that stand in texts of the one kind only, as the old standards have it."""
    lines = resources.files(__package__).joinpath("data/traditional.tsv").read_text("utf-8").splitlines()
    pairs = dict(line.split("\t") for line in lines if not line.startswith("#"))
    both = "".join(pairs).encode("gb2312", "ignore").decode("gb2312")  # 乾, 於
    either = "".join(pairs.values()).encode("big5", "ignore").decode("big5")  # 台, 里, 干
    return str.maketrans(pairs), frozenset(pairs) - set(both), frozenset(pairs.values()) - set(either) - set(pairs)


def simplified(text: str) -> str:
    """Write a text in simplified characters, one for one, if it is traditional; else return the very same text.

    It is where more characters are only traditional than only simplified. GB 2312 tells what simplified texts use,
    Big5 what traditional ones use.

    >>> simplified("全縣脫貧1.2萬人")
    '全县脱贫1.2万人'
    >>> simplified("瞭望塔边的乾隆碑")
    '瞭望塔边的乾隆碑'
    """
    if not _SIGN.search(text):
        return text
    table, old, new = _characters()
    if sum(map(old.__contains__, text)) <= sum(map(new.__contains__, text)):
        return text
    return "".join(part if i % 2 else part.translate(table) for i, part in enumerate(_KEPT.split(text)))
