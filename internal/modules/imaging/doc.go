// Package imaging keeps photos and films of patients.
//
// Words:
//   - image: one photo or film of one patient, taken on a day, in a clinic, of a
//     visit or of none;
//   - original: the bytes as they came. They are kept unchanged in the file store
//     under their hash, and are what counts;
//   - picture, thumb: what screens show, drawn from the original by a job: upright,
//     at most 1600 and 320 points long;
//   - slot: what the image shows. Six of the face, five of the teeth, films
//     (panoramic, cephalometric, periapical, a slice of a volume), other;
//   - set: the images of one visit or day, laid out by slot, empty ones shown;
//   - withdrawn: taken out of view with a reason (another patient's, blurred);
//     returned: put back, because that was a mistake;
//   - order: the imaging order for which an image was taken. Orders are kept by
//     charting, on the same floor, and asked at the roof (Orders).
//
// Invariants:
//   - an image is never deleted and its original never changed; what changes is
//     where it is filed, and each change is an event that stays (imaging_events
//     takes no update and no delete);
//   - one patient has the same bytes once among the images in view;
//   - who may see the patient sees the images of all clinics that do, because the
//     patient's record decides who shares it; only the clinic that keeps an image
//     files it anew or withdraws it;
//   - an order that an image names is the patient's and open; its first image takes
//     it, and it waits again when the last is out of view (both in the transaction
//     of the image);
//   - opening a patient's images and every original is in the audit;
//   - a file that is no image is refused when it comes; a film whose compression is
//     not drawn here is kept, says so in its place and can be downloaded;
//     a picture of more points than a camera makes is not drawn at all.
//
// Photos and films are part of the medical record: when a person's data is erased
// they stay as long as the law keeps records; what a device had written of the
// name, and what somebody wrote as a reason, is blanked.
package imaging
