package content

// journeyTexts are those that the gallery of journeys names: "journey.<template>.<n>".
var journeyTexts = []Text{}
