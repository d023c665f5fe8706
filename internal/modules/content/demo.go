package content

import (
	"context"
	"fmt"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/messages"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
)

// demo sets up the coupons of the demo. Its texts and articles are those that the
// program brings. A group with coupons is left alone.
func (s *Service) demo(ctx context.Context, w *demo.World) error {
	ctx = auth.AsProgram(ctx, w.Tenant, "demo")
	clean := ""
	err := s.read(ctx, func(tx *db.Tx) error {
		if list, err := faceList(tx); err != nil || len(list) > 0 {
			clean = "done"
			return err
		}
		for _, code := range demoItems {
			if item, err := s.d.Catalog.ItemByCode(tx, code); err == nil {
				clean = item.ID
				return nil
			}
		}
		return nil
	})
	if err != nil || clean == "done" {
		return err
	}
	for _, f := range demoFaces(w.Today, clean) {
		if _, err := s.SaveFace(ctx, 0, f); err != nil {
			return fmt.Errorf("content: the demo's %s: %w", f.Key, err)
		}
	}
	w.Step("content", 1, 1)
	return nil
}

// demoItems are codes of the price list of which one is given away, the first that
// there is.
var demoItems = []string{"P04", "P01"}

func demoFaces(today civil.Day, item string) []Face {
	const ad, gift = messages.Marketing, messages.Relation
	list := []Face{
		{Key: "coupon.ortho_case", NameZh: "正畸方案立减 500 元", NameEn: "¥500 off an orthodontic plan", TermsZh: "用于正畸方案首次收费，满 10000 元可用；不与其他券同用，不兑现金。",
			TermsEn: "For the first bill of an orthodontic plan of ¥10,000 or more; one coupon a bill, no cash.", Class: ad, Worth: AmountOff, Value: 50000, MinSpend: 1000000, Days: 30, PerHouse: 1, Stock: 200},
		{Key: "coupon.fluoride", NameZh: "儿童涂氟 80 元券", NameEn: "¥80 off fluoride", TermsZh: "本院儿童患者涂氟或窝沟封闭可用，满 200 元。", TermsEn: "For fluoride or sealants of our child patients, bills of ¥200 or more.",
			Class: ad, Worth: AmountOff, Value: 8000, MinSpend: 20000, Days: 60, PerHouse: 2, Stock: 300},
		{Key: "gift.birthday", NameZh: "生日礼券 50 元", NameEn: "Birthday gift of ¥50", TermsZh: "生日当月起 30 天内可用，不限项目（医保项目除外）。", TermsEn: "Good for 30 days, for any item that is not insured.",
			Class: gift, Worth: AmountOff, Value: 5000, Days: 30, PerHouse: 6},
		{Key: "gift.thanks", NameZh: "老友复诊 95 折", NameEn: "5 % off for old friends", TermsZh: "完成矫治后一年内复诊可用一次。", TermsEn: "Once, within a year after orthodontic treatment.",
			Class: gift, Worth: PercentOff, Value: 500, Days: 365, PerHouse: 1},
	}
	last := Face{Key: "gift.checkin", NameZh: "打卡达标：护理项目一次", NameEn: "Check-in reward: one care item", TermsZh: "连续打卡达标后发放，复诊时使用。", TermsEn: "For steady check-ins, used at the next visit.",
		Class: gift, Worth: ServiceOff, Item: item, Until: today.AddDays(400), PerHouse: 3, Stock: 100}
	if item == "" {
		last.Worth, last.Value = AmountOff, 3000
	}
	return append(list, last)
}
