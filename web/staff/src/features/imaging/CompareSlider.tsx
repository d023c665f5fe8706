import { ReactCompareSlider, ReactCompareSliderImage } from 'react-compare-slider'

interface Side {
  src: string
  alt: string
}

/** One picture over another, with a bar between them to drag or to move by the arrow keys. */
export function CompareSlider({ before, after }: { before: Side; after: Side }) {
  return (
    <ReactCompareSlider style={{ width: '100%', height: '100%' }}
      itemOne={<ReactCompareSliderImage {...before} style={{ objectFit: 'contain' }} />} itemTwo={<ReactCompareSliderImage {...after} style={{ objectFit: 'contain' }} />} />
  )
}
