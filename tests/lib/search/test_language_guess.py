import pytest

from ratsite.lib.search.language_guess import COMMON, guess

TEXTS = {
    "en": "If you think that someone may be a victim, call the police o"
    "r the helpline. You do not have to be certain.",
    "cy": "Os ydych yn meddwl bod rhywun mewn perygl, ffoniwch yr heddl"
    "u. Nid oes yn rhaid i chi fod yn sicr o hyn.",
    "sq": "Nëse mendoni se dikush është në rrezik, telefononi policinë."
    " Nuk duhet të jeni i sigurt për këtë gjë që shihni.",
    "fr": "Si vous pensez que quelqu’un est en danger, appelez la polic"
    "e. Vous n’avez pas à être sûr de ce que vous dites.",
    "es": "Si usted cree que una persona está en peligro, llame a la po"
    "licía. No es necesario que esté seguro de los hechos.",
    "pl": "Jeśli uważasz, że ktoś jest w niebezpieczeństwie, zadzwoń na"
    " policję. Nie musisz być pewny i nie jest to ważne.",
    "ro": "Dacă credeți că cineva este în pericol, sunați la poliție. N"
    "u trebuie să fiți sigur de ceea ce vedeți sau de nume.",
    "vi": "Nếu bạn nghĩ rằng một người đang gặp nguy hiểm, hãy gọi cho "
    "cảnh sát. Bạn không cần phải chắc chắn về các điều đó.",
    "uk": "Якщо ви вважаєте, що хтось у небезпеці, зателефонуйте до пол"
    "іції. Ви не повинні бути впевнені в цьому взагалі.",
    "ru": "Если вы считаете, что кто-то в опасности, позвоните в полици"
    "ю. Вы не обязаны быть уверены в том, что видите.",
    "ar": "إذا كنت تعتقد أن شخصا ما في خطر فاتصل بالشرطة. ليس عليك أن ت"
    "كون متأكدا من ذلك، وسوف نساعدك في كل خطوة.",
    "fa": "اگر فکر می‌کنید کسی در خطر است، با پلیس تماس بگیرید. لازم نی"
    "ست مطمئن باشید که چه کسی در این خانه زندگی می‌کند.",
    "ur": "اگر آپ کو لگتا ہے کہ کوئی خطرے میں ہے تو پولیس کو فون کریں۔ "
    "آپ کو یقین ہونے کی ضرورت نہیں ہے، ہم مدد کریں گے۔",
    "zh": "如果您认为有人处于危险之中，请致电警方。您不必完全确定。我们会为您提供口译员，并"
    "且对您的个人信息保密。您可以随时停止通话，也可以不说出您的姓名和住址。没有人会因"
    "此受到惩罚。",
}  # fmt: skip


@pytest.mark.parametrize("code", TEXTS)
def test_the_language_of_a_few_sentences_is_found(code):
    assert guess(TEXTS[code]) == code


@pytest.mark.parametrize("text", ["", "NRM", "1234 5678 " * 40, "lorem ipsum dolor sit amet " * 20, "the"])
def test_an_unclear_language_is_left_to_the_curator(text):
    assert guess(text) == ""


def test_every_code_is_a_language_of_the_library():
    from library.enums import Language

    assert set(COMMON) | set(TEXTS) <= set(Language.values)
