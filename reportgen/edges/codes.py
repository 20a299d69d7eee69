"""Codes of findings about files that cannot be read as a workbook (收到的文件打不开)."""

from __future__ import annotations

from reportgen.model.finding import ERROR, Code

_SEND = "请用 Excel 或 WPS 打开下发的报表模板填写，另存为 .xlsx 后重新报送。"

FILE_EMPTY = Code(
    "file.empty",
    ERROR,
    "空文件",
    "文件长度为 0，没有任何内容，应为填好的报表。",
    "可能是传输中断，请重新报送 .xlsx 文件。",
    "空文件不是“本期无”，不能当作已报。",
)
FILE_ENCRYPTED = Code(
    "file.encrypted",
    ERROR,
    "文件设有打开密码",
    "文件设有打开密码，无法读取，应为不加密的报表。",
    "请用密码打开，在“另存为—工具—常规选项”中清除打开密码后重新报送（工作表保护不必取消）。",
    "打不开的文件无法汇总，也无法核对。",
)
FILE_ARCHIVE = Code(
    "file.archive",
    ERROR,
    "压缩包",
    "这是压缩包（{what}），不是报表。",
    "请解压后报送其中的 .xlsx 文件，或由办公室用“收表”命令收取压缩包。",
    "压缩包里可能有多个文件，须先拆开逐个登记。",
)
FILE_OTHER_KIND = Code(
    "file.other_kind",
    ERROR,
    "不是表格文件",
    "这是{what}，不是 Excel 表格。",
    _SEND,
    "只从表格的单元格取数，每个数都要能指到来源单元格；文档、图片、扫描件里的数无法核对。",
)
FILE_PLAIN_TABLE = Code(
    "file.plain_table",
    ERROR,
    "不能保留表样的表格格式",
    "这是{what}，没有报表的表样（长编码会丢位、日期和百分数分不清），不能直接汇总。",
    _SEND,
    "文本格式不带单元格类型，统一社会信用代码等长数字常已被改坏。",
)
FILE_DAMAGED = Code(
    "file.damaged",
    ERROR,
    "文件损坏",
    "文件已损坏，无法完整读取：{what}。",
    "请用 Excel 或 WPS 打开原文件检查，另存为新的 .xlsx 后重新报送。",
    "损坏的文件只能读出一部分，少读不说比不读更危险，所以整个退回。",
)
FILE_TOO_LARGE = Code(
    "file.too_large",
    ERROR,
    "文件超出读取上限",
    "文件超出读取上限：{what}（上限 {limit}），未读取。",
    "请把需报送的内容复制到下发的空白模板中，另存为 .xlsx 后重新报送。",
    "正常报表远小于此上限，超出的多为误粘贴、整表设格式或恶意文件，读取会拖垮电脑。",
)
FILE_READER_LOST = Code(
    "file.reader_lost",
    ERROR,
    "读取中断",
    "读取这份文件时耗尽了内存或时间（上限 {memory}、{seconds} 秒），已中断，其余文件照常汇总。",
    "请核对文件内容，把需报送的内容复制到下发的空白模板中另存后重新报送；文件确实这样大的，可在方案“设置”里调高读取上限。",
    "读表在单独的进程里进行，一份文件出问题不影响其他文件，也不拖垮电脑。",
)
FILE_NO_SHEET = Code(
    "file.no_sheet",
    ERROR,
    "没有工作表",
    "文件里没有可以填数的工作表。",
    _SEND,
    "没有工作表就没有可汇总的内容。",
)
FILE_UNOPENABLE = Code(
    "file.unopenable",
    ERROR,
    "文件无法打开",
    "文件无法从磁盘读取：{what}。",
    "请确认文件没有被其他程序占用、没有被移动，再运行一次。",
    "读不到文件内容，不能判断报送情况。",
)

CODES = (
    FILE_EMPTY,
    FILE_ENCRYPTED,
    FILE_ARCHIVE,
    FILE_OTHER_KIND,
    FILE_PLAIN_TABLE,
    FILE_DAMAGED,
    FILE_TOO_LARGE,
    FILE_READER_LOST,
    FILE_NO_SHEET,
    FILE_UNOPENABLE,
)
