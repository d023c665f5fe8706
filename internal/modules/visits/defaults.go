package visits

// Flags of a default row.
const (
	afterSchool = 1 << iota // schoolchildren after school
	appliance               // needs its appliance
	addOns                  // add-ons are offered
)

// row is one line of the tables of defaults: the pattern as letters and places,
// the texts as "中文|English", preparation as "中文|English; 中文|English".
type row struct {
	code, name, label, category string
	colour                      Colour
	letters, places             string
	flags, interval             int
	acts                        []Act
	prepare                     string
}

// orthoRows are the 26 kinds of orthodontic visit. The codes o01 to o26 are
// stable; everything else is a default that a clinic edits.
var orthoRows = []row{
	{"o01", "初诊面诊|First consultation", "初诊|1st", "consultation", Red, "TIIDDDTTT", "K X K", 0, 7, []Act{ActRecord, ActDiagnose},
		"咨询问诊表|Consultation form; 全景片与侧位片申请单|Panoramic and cephalometric order; 口镜探针检查盘|Mirror and probe tray; 介绍人与诉求卡|Card with introducer and wishes"},
	{"o02", "二次沟通/签约|Second talk and agreement", "签约|Agr", "consultation", Orange, "TTDTTT", "K", 0, 14, nil,
		"治疗计划打印稿|Printed treatment plan; 知情同意书|Consent form; 合同与分期表|Contract and instalment table"},
	{"o03", "资料采集|Records", "采集|Rec", "records", Purple, "IIIIII", "X", 0, 7, []Act{ActRecord},
		"拉钩与反光板|Retractors and mirrors; 口扫仪已校准|Scanner, calibrated; 铅围裙|Lead apron"},
	{"o04", "方案沟通|Plan presentation", "方案|Pln", "consultation", Red, "TDDDTTTTT", "K", 0, 14, []Act{ActDiagnose},
		"头影测量与模型分析|Cephalometric and model analysis; 方案与备选方案|Plan and alternatives; 报价单|Quotation"},
	{"o05", "取模/口扫|Impression or scan", "取模|Scn", "records", Orange, "AIIIDA", "C", 0, 21, []Act{ActImpress},
		"口扫仪与扫描头|Scanner and tip; 托盘与印模材|Trays and impression material; 技加工单|Lab order"},
	{"o06", "分牙/试带环|Separators, band try-in", "分牙|Sep", "start", Green, "AAA", "C", 0, 7, []Act{ActSeparate},
		"分牙圈与分牙钳|Separators and pliers; 带环套装|Band set; 带环推子|Band pusher"},
	{"o07", "全口粘接初戴|Bonding, both arches", "全口|Bnd", "start", Red, "AAADDDDDDAAAAADDAA", "C", 0, 28, []Act{ActBond, ActWire},
		"托槽与颊面管整套|Full set of brackets and tubes; 酸蚀剂、底涂、粘接剂|Etch, primer, adhesive; 开口器与吸唾|Cheek retractor and suction; 光固化灯|Curing light; 初始弓丝|Initial archwires; 护理包与保护蜡|Care kit and wax"},
	{"o08", "单颌粘接|Bonding, one arch", "单颌|Arc", "start", Red, "AADDDDAAADAA", "C", 0, 28, []Act{ActBond, ActWire},
		"单颌托槽与颊面管|Brackets and tubes for one arch; 酸蚀剂、底涂、粘接剂|Etch, primer, adhesive; 光固化灯|Curing light; 初始弓丝|Initial archwire"},
	{"o09", "隐形初戴|Aligner first fitting", "隐戴|Aln", "start", Red, "AADDDAAADAAA", "C", appliance, 42, []Act{ActBond, ActFit},
		"牙套与附件模板|Aligners and attachment template; 流体树脂|Flowable composite; 片切工具|Stripping set; 咬胶与牙套盒|Chewies and case"},
	{"o10", "功能矫治器初戴|Functional appliance first fitting", "功戴|Fun", "early", Red, "ADDDAAAAA", "C", appliance, 21, []Act{ActFit},
		"功能矫治器|Functional appliance; 技工磨头与直机头|Trimming burs and handpiece; 佩戴记录卡|Wear chart; 家长说明书|Guide for the parent"},
	{"o11", "扩弓器戴入|Expander fitting", "扩弓|Exp", "early", Red, "AADDDAAAA", "C", appliance, 7, []Act{ActCement, ActFit},
		"扩弓器|Expander; 玻璃离子粘固剂|Glass ionomer cement; 加力钥匙（两把）|Two turning keys; 转圈记录卡|Turning chart"},
	{"o12", "常规加力复诊|Adjustment", "加力|Adj", "active", Red, "ADA", "C", afterSchool | addOns, 28, []Act{ActActivate},
		"复诊器械盘|Review tray; 结扎圈与链圈|Ligatures and chain; 橡皮圈|Elastics"},
	{"o13", "更换弓丝|Archwire change", "换丝|Wir", "active", Red, "AADDAA", "C", afterSchool | addOns, 35, []Act{ActWire, ActActivate},
		"备选弓丝|Archwires to choose from; 末端切断钳与细丝钳|Distal cutter and fine pliers; 结扎丝|Ligature wire"},
	{"o14", "隐形复诊|Aligner review", "隐复|AlR", "active", Orange, "ADA", "C", afterSchool | addOns, 56, []Act{ActActivate},
		"下一阶段牙套|Next aligners; 附件模板与流体树脂|Attachment template and composite; 咬胶|Chewies"},
	{"o15", "片切（邻面去釉）|Interproximal reduction", "片切|IPR", "active", Red, "ADDA", "C", afterSchool, 42, []Act{ActReduce},
		"片切砂条与往复机头|Strips and reciprocating handpiece; 厚度规|Thickness gauge; 片切记录表|Reduction chart; 涂氟|Fluoride varnish"},
	{"o16", "支抗钉植入|Miniscrew", "支抗|TAD", "active", Red, "ADAADDDAA", "C", 0, 28, []Act{ActNumb, ActScrew},
		"支抗钉与手柄（消毒包编号）|Screw and driver, with pack number; 局麻药与注射器|Anaesthetic and syringe; 根尖片|Periapical film; 已签知情同意书|Signed consent"},
	{"o17", "补粘托槽/附件|Rebond bracket or attachment", "补粘|Reb", "active", Red, "AADDAA", "C", addOns, 28, []Act{ActBond},
		"备用托槽或附件模板|Spare brackets or attachment template; 酸蚀与粘接剂|Etch and adhesive; 光固化灯|Curing light; 去胶车针|Adhesive bur"},
	{"o18", "应急（扎嘴/脱落）|Emergency", "应急|SOS", "emergency", Orange, "AAD", "C", 0, 14, []Act{ActActivate},
		"末端切断钳|Distal cutter; 保护蜡|Wax; 结扎丝与备用托槽|Ligature wire and spare bracket"},
	{"o19", "功能/活动矫治器复诊|Functional or removable appliance review", "功复|FuR", "early", Orange, "ADAA", "C", afterSchool | addOns, 28, []Act{ActActivate},
		"三喙钳与磨头|Three-jaw pliers and burs; 佩戴记录|Wear chart; 打卡记录|Check-in record"},
	{"o20", "替牙期观察复查|Observation review", "观察|Obs", "early", Orange, "ADA", "C", afterSchool, 120, []Act{ActDiagnose},
		"检查盘|Examination tray; 上次照片与全景片|Last photographs and panoramic film"},
	{"o21", "肌功能训练|Myofunctional training", "肌训|Myo", "early", Green, "AAAAAA", "Y", afterSchool, 14, []Act{ActTrain},
		"训练器与镜子|Trainer and mirror; 压舌板与弹力圈|Spatulas and elastics; 训练打卡册|Exercise book"},
	{"o22", "正畸期洁牙|Cleaning during treatment", "洁牙|Cln", "cleaning", Green, "HHHHHH", "C", afterSchool, 180, []Act{ActScale},
		"超声洁牙手柄与工作尖|Scaler and tips; 喷砂粉|Polishing powder; 菌斑染色剂|Disclosing solution"},
	{"o23", "阶段资料采集|Progress records", "阶采|PRe", "records", Purple, "III", "X", afterSchool, 28, []Act{ActRecord},
		"拉钩与反光板|Retractors and mirrors; 上次照片作对比|Last photographs to compare"},
	{"o24", "拆托槽（毕业）|Debonding", "拆除|Deb", "retention", Red, "AADDDDAAAIIIDAA", "C", 0, 7, []Act{ActDebond, ActRecord},
		"去托槽钳与去胶车针|Debonding pliers and burs; 抛光杯与抛光膏|Polishing cups and paste; 口扫仪|Scanner; 毕业证与相机|Certificate and camera"},
	{"o25", "保持器初戴|Retainer fitting", "保戴|Ret", "retention", Red, "AADDAA", "C", appliance, 30, []Act{ActFit},
		"保持器|Retainers; 固定保持丝与流体树脂|Bonded wire and composite; 保持器盒与清洁片|Case and cleaning tablets"},
	{"o26", "保持器复诊|Retainer review", "保复|ReR", "retention", Orange, "ADA", "C", afterSchool, 90, []Act{ActActivate},
		"检查盘|Examination tray; 三喙钳|Three-jaw pliers; 结束时照片|Final photographs"},
}

// chairlessRows take no place: one at the desk, one in the doctor's queue.
var chairlessRows = []row{
	{"c01", "领取牙套|Aligner pick-up", "领套|Pck", "chairless", Green, "-", "desk", appliance, 42, nil,
		"牙套与领取单|Aligners and receipt; 换套日历|Change calendar"},
	{"c02", "线上复诊|Online review", "线上|Web", "chairless", Orange, "D", "online", 0, 28, []Act{ActDiagnose},
		"患者上传的照片|Photographs from the patient; 上次医嘱|Last advice"},
}

// generalRows are the everyday visits of general dentistry.
var generalRows = []row{
	{"g01", "口腔检查|Examination", "检查|Exm", "general", Red, "ADD", "C", 0, 180, []Act{ActDiagnose},
		"检查盘|Examination tray; 口内相机|Intraoral camera"},
	{"g02", "复查|Check", "复查|Chk", "general", Orange, "ADA", "C", afterSchool, 180, []Act{ActDiagnose},
		"检查盘|Examination tray; 上次病历与影像|Last notes and films"},
	{"g03", "充填（补牙）|Filling", "充填|Fil", "general", Red, "ADDDDA", "C", 0, 180, []Act{ActNumb, ActDrill},
		"局麻药|Anaesthetic; 橡皮障|Rubber dam; 树脂与粘接系统|Composite and adhesive; 成形片与楔子|Matrix and wedges"},
	{"g04", "根管治疗|Root canal treatment", "根管|RCT", "general", Red, "ADDDDDDDA", "C", 0, 7, []Act{ActNumb, ActDrill},
		"局麻药|Anaesthetic; 橡皮障|Rubber dam; 根测仪与机用锉|Apex locator and files; 冲洗液与暂封材|Irrigant and temporary filling; 术前根尖片|Periapical film"},
	{"g05", "洁牙|Cleaning", "洁治|Cln", "general", Green, "HHHHHH", "C", 0, 180, []Act{ActScale},
		"超声洁牙手柄与工作尖|Scaler and tips; 喷砂粉|Polishing powder; 牙周探针|Periodontal probe"},
	{"g06", "拔牙|Extraction", "拔牙|Ext", "general", Red, "AD-DDA", "C", 0, 7, []Act{ActNumb, ActExtract},
		"局麻药|Anaesthetic; 牙挺与牙钳|Elevators and forceps; 棉球、缝线|Gauze and sutures; 已签知情同意书|Signed consent; 术前影像|Film before the operation"},
}
