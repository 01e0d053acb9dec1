from library.models import ResourceFile, SketchValue
from ratsite.files.models import FileText
from ratsite.lib.search.similarity import sketch_of


def store_sketch(file: ResourceFile) -> None:
    """Store the sketch of a file's text: numbers by which files with similar text are found.

    A refused file has no stored text, so it gets no sketch. The caller has locked the resource.
    """
    SketchValue.objects.filter(file=file).delete()
    texts = FileText.objects.filter(stored_file=file.stored_file_id).order_by("page").values_list("text", flat=True)
    SketchValue.objects.bulk_create(SketchValue(file=file, value=value) for value in sketch_of(texts.iterator()))
