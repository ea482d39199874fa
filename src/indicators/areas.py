"""Areas: the region that a number speaks of, looked for from the clause outwards."""

import re

from indicators import subjects
from indicators.articles import Articles
from indicators.distribution import COMPARES, Distribution
from indicators.observations import Discourse, Observation
from indicators.outline import Section
from indicators.phrases import Phrase
from indicators.regions import Mention, Places, Region, chain
from indicators.text import Span
from indicators.wording import OPENS, Wording

_MARK = re.compile("[,;:。]")
_ABOUT = re.compile(r"关于$")
_NEWS, _OPENING = re.compile("记者|通讯员|本报|本网讯"), 600  # characters in which news says who tells it
_GIVES = re.compile(r"\s*(?:用于|支持|帮助|补助|投向|下达到?)")
_RANKING = re.compile(r"^(?:第|首位|前列|平均|各|同期|同类|排名|位次)")
_ORGAN = re.compile(r"[一-龥]{0,8}?(?:局|委|厅|办|院|公司|集团|学校|大学|中心|处|部门|站|队)")
_PICTURED = re.compile(r"[一-龥]{2,10}的")  # 云遮雾绕的包家乡
_LISTS = re.compile(r"其中[^;]*$")
_EXAMPLES = re.compile(
    r"(?:[一-龥]{1,4}(?=、))?(?:、[^,;。、0-9]{1,8})*等(?![级额效候于])"
    r"|(?:、[^,;。、0-9两三四五六七八九]{1,8}){1,8}[两三四五六七八九0-9]个?[一-龥]{0,4}[县市区旗州盟镇乡村](?!区)"
)
_LAST_OF = re.compile(r"[一-龥]{0,6}等(?![级额效候于])|[两三四五六七八九0-9]个?[一-龥]{0,4}[县市区旗州盟镇乡村](?!区)")
_PLACES = re.compile(r"[一-龥]{0,4}[省市县区旗盟州镇乡村]|苏木|街道|嘎查")
# 余姚市援建望谟县茶园: the number is of where the help went.
_AIDS = re.compile(
    r"(?:先后|累计|还)?在|[一-龥]{0,8}?(?:援建|援助|捐建|帮建|捐助|捐赠|资助|援派|对口支援|对口帮扶|结对帮扶|帮扶|支援)(?:了|给)?"
)
_FUNDS = re.compile(
    r"(?:省|市|区|县|财政|方面?|级|对口)*(?:援助|帮扶|协作|支援|援建|援疆|援藏|捐赠)[一-龥]{0,2}(?:资金|款|物资)"
)
_REST = re.compile(r"^[,;(]?(?:其余|其他|其它|余下|剩余)(?!项目|资金)|^,?受援")
_JOINED = re.compile(r"[^,;。、]*、[^,;。、]*")
_BESIDE = re.compile(r"(?:与|和|同)$")
_COMPARED = re.compile(r"[^,;。]{0,8}(?:相比|持平|相当)")
_SUMMED = re.compile(
    r"[两三四五六七八九十0-9]个?[一-龥]{0,6}[省市县区旗州盟镇乡村地](?:合计|总计|共占|加起来)|^,?(?:两地|双方)"
)
_TIERS = re.compile(r"中央(?!在)[^;。\n]{0,36}[、,和及与]$")
_SHARED_OUT = re.compile(r"(?:[、和与及][^,;。0-9]{2,10})+(?:分别|依次)")  # 甲县、乙县分别吸纳3人和2人;外出8人
_RANKS = re.compile(r"[^,;。]{0,16}(?:居|位?列|排名?)[^,;。]{0,3}第")  # 在全市10个县(市、区)中居第4位
_IS = re.compile(r"(?<!的)(?<!依次|分别|主要)(?:是|成为|作为)(?:全国|全省)?$")
_SPACED_NAME = re.compile(r"[一-龥](?: *[一-龥]){1,7}(?<=[镇乡道木县区市旗])")  # 桑  木  镇


class Areas:
    """Places the numbers of one document in space."""

    def __init__(self, places: Places, wording: Wording, distribution: Distribution) -> None:
        self.text = wording.text
        self.places = places
        self.wording = wording
        self.distribution = distribution
        self.news = bool(_NEWS.search(wording.text[:_OPENING]))
        self.articles = Articles(wording.text, places, wording.outline)

    def place(
        self,
        o: Observation,
        phrase: Phrase,
        discourse: Discourse,
        source: Observation | None,
        path: list[Section],
    ) -> None:
        """Set the region of an observation and where it was found."""
        q = phrase.quantity
        if shared := self.distribution.region(phrase):
            o.region, o.origins["region"] = shared, "clause"
            return
        own, loose = self._mention(phrase.left.start, q.outer_start, q.kind == "rank", q.kind == "percent")
        if not own and self.places.home and _SUMMED.search(self.text[phrase.clause.start : q.outer_start]):
            o.region, o.origins["region"] = self.places.home, "document"  # 甲县3亿元、乙县2亿元,两县合计占六成
            return
        if self.text.endswith("等", phrase.clause.start, q.outer_start) and _PLACES.match(self.text, q.outer_end):
            o.region, o.origins["region"] = self.places.home, "document"  # 甲县、乙县等8个县摘帽
            return
        if own:
            o.region, o.origins["region"] = self._meant(own), "clause"
            return
        if phrase.nested and (before := self._bracketed(phrase)):
            o.region, o.origins["region"] = before.region, "clause"
            return
        if source is not None and o.subject.inherited:
            other = self._other(source, phrase)
            o.region, o.origins["region"] = (other.region, "clause") if other else (source.region, "antecedent")
            return
        if self.places.home and (
            _REST.match(self.text[phrase.clause.start : q.outer_start]) or self._past_list(phrase, discourse, o)
        ):
            o.region, o.origins["region"] = self.places.home, "document"
            return
        last = discourse.last
        stated = last is not None and last.origins.get("region") in ("clause", "antecedent")
        if last and stated and (phrase.joined or (o.part and last is discourse.here)):
            o.region, o.origins["region"] = last.region, "clause"
            return
        loose = self._recipient(phrase) or loose
        if loose and not loose.relative:
            o.region, o.origins["region"] = loose.region, "clause"
            return
        opening: Mention | None = None
        group = self.text.rfind(";", o.sentence.start, phrase.left.start)
        for m in self.places.between(o.sentence.start, phrase.left.start):
            if (
                self._is_example(m)
                or _SHARED_OUT.match(self.text, m.end)
                or (m.start < group and _LISTS.search(self.text, o.sentence.start, m.start))
            ):
                continue  # 甲、乙等城区97%; 其中甲县0.7万人、乙县0.5万人;再就业…
            if self._opens(m, o.sentence.start) and not self._bracket_ends(m, o.sentence.start, phrase.left.start):
                opening = m
        opening = opening or loose
        if opening:
            o.region, o.origins["region"] = self._meant(opening), "sentence"
            return
        if scene := self._scene(q.start):
            o.region, o.origins["region"] = scene, "paragraph"
            return
        for section in reversed(path):
            inside = self.places.between(section.start, section.heading_end)
            named = inside and not inside[0].relative and not section.item
            alone = named and self.text[inside[0].start : inside[0].end] == section.heading
            about = named and _ABOUT.search(self.text, section.start, inside[0].start) and self._inside_home(inside[0])
            if named and (not section.is_line or alone or about or self.articles.several):
                o.region, o.origins["region"] = inside[0].region, "heading"
                return
            spaced = section.is_line and _SPACED_NAME.fullmatch(section.heading)
            if spaced and (region := self.places.inside(section.heading)):
                o.region, o.origins["region"] = region, "heading"
                return
        o.region, o.origins["region"] = self._default(q.start), "document"

    def _is_example(self, m: Mention) -> bool:
        """Say whether a region only heads or ends a list of examples or of places that are counted together."""
        last = self.text[m.start - 1 : m.start] == "、" and _LAST_OF.match(self.text, m.end)
        return bool(last or _EXAMPLES.match(self.text, m.end))

    def _past_list(self, phrase: Phrase, discourse: Discourse, o: Observation) -> bool:
        """Say whether a clause with words of its own follows a list of regions: 甲县38所、乙县96所,在园幼儿4万人."""
        done = [p for p in discourse.done[-2:] if p.sentence == o.sentence and not p.compared]
        if len(done) < 2 or o.subject.inherited or phrase.joined or done[0].region == done[1].region:
            return False
        same = all(p.origins.get("region") == "clause" and p.quantity.kind == done[0].quantity.kind for p in done)
        between = self.text[done[0].quantity.outer_end : done[1].quantity.outer_start]
        return same and o.quantity.kind != done[1].quantity.kind and bool(_JOINED.fullmatch(between))

    def _scene(self, offset: int) -> Region | None:
        """The township or village where a paragraph of a news story plays: 在金牛镇仁和村,…。“我家种了86亩葡萄.”"""
        if not self.news:
            return None
        named = self.places.between(self.text.rfind("\n", 0, offset) + 1, offset)
        last = named[-1] if named else None
        return last.region if last and last.region.level >= 4 and self._inside_home(last) else None

    def _default(self, offset: int) -> Region | None:
        """The region of the article or the document; a survey of many regions goes on with the one named last."""
        home = self.articles.home(offset) or self.places.home
        if home is None or self.places.survey or self.articles.several:
            before = self.places.before(offset)
            near = before is not None and (home is None or "\n" not in self.text[before.end : offset])
            home = before.region if before and near else home
        return home

    def _meant(self, m: Mention) -> Region:
        """The region of a mention; 全市 in an article is of that article's region."""
        here = self.articles.home(m.start) if m.relative else None
        return here or m.region

    def _inside(self, outer: Region) -> tuple[Region, ...]:
        """Home, where it lies inside a region and is not that region."""
        home = self.places.home
        return (home,) if home is not None and home != outer and outer in chain(home) else ()

    def _mention(
        self, start: int, end: int, ranked: bool, ratio: bool = False
    ) -> tuple[Mention | None, Mention | None]:
        """The region of a number's own words: one that opens them or stands before the number; and a loose one."""
        found: Mention | None = None
        loose: Mention | None = None
        for m in self.places.between(start, end):
            periods = [Span(p.start, p.end) for p in self.wording.periods(start, m.start)]
            before, after = subjects.without(self.text, Span(start, m.start), periods), self.text[m.end : end]
            beside = not after.strip() and _BESIDE.search(before) and not _COMPARED.match(self.text, end)
            if beside:  # 宁波125个乡镇与我州118个乡镇结对
                found = m
                continue
            if self.text[m.start : m.end] == "自治区" and _TIERS.search(self.text, max(0, m.start - 40), m.start):
                continue  # 中央资金2.1亿元、自治区8400万元: whose money it is
            if ranked and before.rstrip(" ,、").endswith("在"):
                continue  # 在全市10个县中居第4位
            if ratio and after.strip() == "的" and self.places.home in self._inside(m.region):
                continue  # 不到全市的4% is a part of it that home has
            if COMPARES.search(before) or _RANKING.match(after) or (ranked and not OPENS.match(before)):
                continue
            if self.wording.is_level_word(m.end) or self._is_example(m):
                continue
            if OPENS.match(before) or not subjects.clean(before) or after.strip(" 的各地共累计已") == "":
                found = m
            elif m.relative or self._inside_home(m):
                helped = found and not m.relative and _AIDS.fullmatch(self.text, found.end, m.start)
                found, loose = (m, loose) if helped else (found, m)
        return found, loose

    def _inside_home(self, m: Mention) -> bool:
        """Say whether a mention is of a part of the document's own region: 安排万州区专项经费."""
        home = self.places.home
        return not m.relative and home is not None and m.region != home and home in chain(m.region)

    def _bracketed(self, phrase: Phrase) -> Mention | None:
        """The region right before the bracket that a number stands in: 广东(59518亿元)、江苏(56909亿元)."""
        at = self.text.rfind("(", 0, phrase.quantity.start)
        before = self.places.before(at) if at >= 0 else None
        return before if before and before.end == at else None

    def _other(self, source: Observation, phrase: Phrase) -> Mention | None:
        """The part of home that a clause without a number names in between: 甲县增长8%,乙县增速最低,为3%."""
        between = self.places.between(source.quantity.outer_end, phrase.clause.start)
        return next((m for m in between if self._inside_home(m) and self._opens(m, source.sentence.start)), None)

    def _recipient(self, phrase: Phrase) -> Mention | None:
        """The part of the document's region that an amount goes to: 355万元用于万州区…."""
        for m in self.places.between(phrase.right.start, phrase.clause.end):
            if self._inside_home(m) and _GIVES.fullmatch(self.text[phrase.right.start : m.start]):
                return m
        return None

    def _bracket_ends(self, m: Mention, start: int, end: int) -> bool:
        """Say whether a mention stands in a bracket that ends before the number: 两镇(五泉镇、揉谷镇),54个行政村."""
        inside = self.text.rfind("(", start, m.start) > self.text.rfind(")", start, m.start)
        return inside and self.text.find(")", m.end, end) >= 0

    def _opens(self, m: Mention, start: int) -> bool:
        """Say whether a mention opens its clause, so that it is who the sentence speaks of."""
        at = max(self.text.rfind(mark, start, m.start) for mark in ",;:。(") + 1
        at = max(at, start)
        periods = [Span(p.start, p.end) for p in self.wording.periods(at, m.start)]
        kept = subjects.without(self.text, Span(at, m.start), periods)
        mark = _MARK.search(self.text, m.end)
        end = mark.start() if mark else len(self.text)
        if _ORGAN.match(self.text, m.end, end) and not re.search("[0-9]", self.text[m.end : end]):
            return False  # an office of the place acts in this clause alone
        if _FUNDS.match(self.text, m.end):
            return False  # 争取山东财政援助资金6亿元,新引进企业20家
        if COMPARES.search(kept) or _IS.search(kept) or (m.relative and _RANKS.match(self.text, m.end)):
            return False
        return bool(OPENS.match(kept) or _PICTURED.fullmatch(kept)) or not subjects.clean(kept)
