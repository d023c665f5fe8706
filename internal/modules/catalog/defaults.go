package catalog

import "archwire/internal/kit/money"

// DefaultCategories are the categories that the program brings, in order.
var DefaultCategories = []Category{
	{Code: "G", NameZh: "挂号检查", NameEn: "Registration and examination"},
	{Code: "I", NameZh: "影像", NameEn: "Imaging"},
	{Code: "P", NameZh: "预防与牙周", NameEn: "Prevention and periodontics"},
	{Code: "S", NameZh: "口腔外科", NameEn: "Surgery"},
	{Code: "R", NameZh: "修复", NameEn: "Restoration"},
	{Code: "E", NameZh: "牙体牙髓", NameEn: "Endodontics"},
	{Code: "K", NameZh: "儿童牙科", NameEn: "Children's dentistry"},
	{Code: "M", NameZh: "种植", NameEn: "Implants"},
	{Code: "O", NameZh: "正畸", NameEn: "Orthodontics"},
}

// shipped is one item of the default price list.
type shipped struct {
	code, zh, en string
	unit         Unit
	teeth        TeethRule
	yuan         int64
	followUp     string
}

// What a course includes.
const (
	courseZh = "含复诊、3 次托槽补粘、首副保持器及 12 个月保持期；不含影像、拔牙、支抗钉及遗失补做"
	courseEn = "includes reviews, three rebonds, the first pair of retainers and 12 months of retention; not films, extractions, miniscrews, lost parts"
)

// insurable are the items that local rules may let the insurance pay. They are
// billed at the list price: offers on them would not stand a settlement.
var insurable = map[string]bool{"G01": true, "I01": true, "S02": true, "E02": true, "E03": true, "E04": true}

// defaultItems is the price list that the program brings: codes, names, units
// and list prices are a start that a group changes.
var defaultItems = []shipped{
	{"G01", "挂号费", "Registration", "visit", NoTeeth, 10, NoFollowUp},
	{"G02", "初诊基础检查", "First examination", "visit", NoTeeth, 0, NoFollowUp},
	{"G03", "复诊检查", "Re-examination", "visit", NoTeeth, 30, NoFollowUp},
	{"G04", "专家面诊", "Specialist consultation", "visit", NoTeeth, 100, NoFollowUp},

	{"I01", "根尖片", "Periapical film", "film", MayTeeth, 30, NoFollowUp},
	{"I02", "全景片", "Panoramic film", "film", NoTeeth, 120, NoFollowUp},
	{"I03", "头颅侧位片", "Cephalometric film", "film", NoTeeth, 120, NoFollowUp},
	{"I04", "CBCT 小视野", "CBCT, small field", "scan", MayTeeth, 300, NoFollowUp},
	{"I05", "CBCT 大视野", "CBCT, large field", "scan", NoTeeth, 480, NoFollowUp},
	{"I06", "口内扫描", "Intra-oral scan", "visit", NoTeeth, 200, NoFollowUp},

	{"P01", "超声洁牙", "Ultrasonic cleaning", "visit", WholeMouth, 220, "cleaning"},
	{"P02", "洁牙+喷砂", "Cleaning with air polishing", "visit", WholeMouth, 328, "cleaning"},
	{"P03", "龈下刮治", "Subgingival scaling", "quadrant", EachQuadrant, 380, "cleaning"},
	{"P04", "涂氟", "Fluoride", "visit", WholeMouth, 120, NoFollowUp},
	{"P05", "窝沟封闭", "Sealant", "tooth", EachTooth, 100, "general"},
	{"P06", "冷光美白", "Whitening", "visit", WholeMouth, 1680, "whitening"},

	{"S01", "乳牙拔除", "Primary extraction", "tooth", EachTooth, 80, "extraction"},
	{"S02", "恒牙拔除", "Extraction", "tooth", EachTooth, 260, "extraction"},
	{"S03", "正畸拔牙", "Orthodontic extraction", "tooth", EachTooth, 300, "ortho_extraction"},
	{"S04", "普通智齿拔除", "Wisdom tooth, simple", "tooth", EachTooth, 480, "extraction"},
	{"S05", "阻生智齿拔除", "Wisdom tooth, impacted", "tooth", EachTooth, 980, "wisdom_surgery"},

	{"R01", "树脂充填（小）", "Composite, small", "tooth", EachTooth, 280, "restoration"},
	{"R02", "树脂充填（大）", "Composite, large", "tooth", EachTooth, 420, "restoration"},
	{"R03", "玻璃离子充填", "Glass ionomer", "tooth", EachTooth, 160, "restoration"},
	{"R04", "嵌体（瓷）", "Ceramic inlay", "tooth", EachTooth, 1680, "restoration"},
	{"R05", "全瓷冠（国产）", "Zirconia crown, domestic", "tooth", EachTooth, 1980, "restoration"},
	{"R06", "全瓷冠（进口）", "Zirconia crown, imported", "tooth", EachTooth, 3680, "restoration"},
	{"R07", "瓷贴面", "Veneer", "tooth", EachTooth, 3280, "restoration"},
	{"R08", "桩核", "Post and core", "tooth", EachTooth, 580, "restoration"},
	{"R09", "活动义齿（首牙）", "Removable denture, first tooth", "tooth", EachTooth, 980, "denture"},
	{"R10", "全口义齿（单颌）", "Full denture, one arch", "arch", EachArch, 4800, "denture"},

	{"E01", "开髓引流", "Pulp opening", "tooth", EachTooth, 120, "pulp_opening"},
	{"E02", "根管治疗 前牙", "Root canal, anterior", "tooth", EachTooth, 680, "root_canal"},
	{"E03", "根管治疗 前磨牙", "Root canal, premolar", "tooth", EachTooth, 980, "root_canal"},
	{"E04", "根管治疗 磨牙", "Root canal, molar", "tooth", EachTooth, 1480, "root_canal"},
	{"E05", "根管再治疗", "Root canal retreatment", "tooth", EachTooth, 1980, "root_canal"},
	{"E06", "乳牙根管", "Primary pulp therapy", "tooth", EachTooth, 480, "root_canal"},

	{"K01", "乳牙预成冠", "Primary crown", "tooth", EachTooth, 680, "restoration"},
	{"K02", "间隙保持器", "Space maintainer", "piece", MayTeeth, 1280, "restoration"},

	{"M01", "种植体（韩系）", "Implant, Korean", "piece", EachTooth, 4600, "implant"},
	{"M02", "种植体（欧系）", "Implant, European", "piece", EachTooth, 7800, "implant"},
	{"M03", "种植基台+冠", "Abutment and crown", "piece", EachTooth, 3200, "restoration"},

	{"O01", "正畸资料采集（照片+模型分析）", "Orthodontic records (photos and model analysis)", "set", NoTeeth, 300, NoFollowUp},
	{"O02", "传统金属托槽矫治", "Metal brackets", "course", WholeMouth, 12800, "fixed_start"},
	{"O03", "金属自锁矫治", "Self-ligating metal brackets", "course", WholeMouth, 16800, "fixed_start"},
	{"O04", "陶瓷自锁矫治", "Self-ligating ceramic brackets", "course", WholeMouth, 20800, "fixed_start"},
	{"O05", "隐形矫治（国产）", "Aligners, domestic", "course", WholeMouth, 26800, "aligner_start"},
	{"O06", "隐形矫治（进口）", "Aligners, imported", "course", WholeMouth, 38800, "aligner_start"},
	{"O07", "舌侧矫治", "Lingual treatment", "course", WholeMouth, 58000, "fixed_start"},
	{"O08", "局部排齐", "Limited treatment", "course", WholeMouth, 6800, "fixed_start"},
	{"O09", "儿童早期矫治（活动）", "Early treatment, removable", "course", WholeMouth, 7800, "functional_start"},
	{"O10", "功能矫治（双板/肌激动器）", "Functional treatment (Twin-block, activator)", "course", WholeMouth, 8800, "functional_start"},
	{"O11", "螺旋扩弓器", "Expander", "piece", EachArch, 4800, "expander"},
	{"O12", "前方牵引", "Facemask", "course", WholeMouth, 6800, "functional_start"},
	{"O13", "肌功能训练", "Myofunctional training", "course", NoTeeth, 6800, NoFollowUp},
	{"O14", "支抗钉", "Miniscrew", "piece", MayTeeth, 1200, "miniscrew"},
	{"O15", "托槽补粘（第 4 个起）", "Rebond, from the 4th", "piece", EachTooth, 100, "rebond_emergency"},
	{"O16", "压膜保持器", "Clear retainer", "arch", EachArch, 400, "retainer"},
	{"O17", "哈雷保持器", "Hawley retainer", "arch", EachArch, 600, "retainer"},
	{"O18", "牙套遗失补做", "Lost aligner", "piece", EachArch, 800, NoFollowUp},
}

// item is the shipped line as an item at its place in the list.
func (d shipped) item(position int) Item {
	i := Item{
		Code: d.code, Category: d.code[:1], NameZh: d.zh, NameEn: d.en, Unit: d.unit, Teeth: d.teeth, FollowUp: d.followUp,
		Insured: insurable[d.code], Discountable: !insurable[d.code], Active: true, Position: position,
	}
	if i.Category == "O" && i.Unit == "course" && i.Code != "O13" {
		i.NoteZh, i.NoteEn = courseZh, courseEn
	}
	return i
}

func (d shipped) price() money.Fen { return money.Yuan(d.yuan) }
