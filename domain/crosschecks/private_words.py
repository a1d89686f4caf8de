"""What may stand nowhere in a text: telephone and identity numbers, people who are introduced."""

import re
import unicodedata

#: Mobile and fixed-line numbers as people write them, once full-width signs are made plain: with
#: +86, brackets, spaces, dots or hyphens between. Not inside longer numbers or hexadecimal names.
_GAP = r"[-. \u00b7\u2013\u2014]?"
_PHONE = re.compile(
    rf"(?<![0-9A-Fa-f])(?:(?:\+|00)?86{_GAP})?"
    rf"(?:1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}|\(?0\d{{2,3}}\)?{_GAP}\d{{7,8}})(?![0-9A-Fa-f])"
)
#: Identity cards, by the date of birth inside.
_CARD = re.compile(
    r"(?<!\d)\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dXx])"
)
#: The hundred and twenty commonest family names of the census of 2020, and those of two characters.
_FAMILY = (
    "(?:欧阳|上官|司马|诸葛|尉迟|东方|皇甫|令狐|慕容|夏侯|司徒|端木|"
    "[王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕"
    "丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴"
    "严莫孔向常汤康易乔赖文施洪辛柯庄牛樊葛邢安齐伍庞祝左耿])"
)
_END = r"(?![\u4e00-\u9fff])"
#: People as notices, forms and captions introduce them: by a colon; by a word that nothing but a
#: name follows; a patient, a pupil's parent or a child by a name that is then veiled (王某某).
_INTRODUCED = re.compile(
    r"(?:联系人|联络人|联络员)\s*:\s*[\u4e00-\u9fff]{2,4}"
    r"|(?:经办人|填报人|填表人|制表人|报送人|报名人|责任人|负责人|监护人|领队|姓名|患者|病人|家长|学生)"
    rf"(?:姓名)?\s*(?:\([^()]{{0,12}}\))?\s*:\s*{_FAMILY}[\u4e00-\u9fff]{{1,2}}{_END}"
    r"|(?:联系人|联络人|联络员|经办人|填报人|填表人|报送人)"
    rf"\s*(?:\([^()]{{0,12}}\))?\s*(?:是|为)?\s*{_FAMILY}[\u4e00-\u9fff]{{1,2}}{_END}"
)


def private_in(text: str, names: tuple[str, ...] = ()) -> list[str]:
    """Numbers, people who are introduced as such, and given names in a text, as they stand."""
    plain = unicodedata.normalize("NFKC", text)
    tight = re.sub(r"\s+", "", plain)
    given = [name for name in names if name and name in tight]
    found = [
        match[0].strip() for kind in (_PHONE, _CARD, _INTRODUCED) for match in kind.finditer(plain)
    ]
    return list(dict.fromkeys([*given, *found]))
