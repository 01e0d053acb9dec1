from library.models import ResourceFile, SketchValue
from ratsite.files.models import FileText
from ratsite.lib.search.similarity import sketch_of


def store_sketch(file: ResourceFile) -> None:
    """Store the sketch of a file's text, so that files with similar text are found. The caller has locked the resource.

    A refused file has no text and gets none.
    """
    SketchValue.objects.filter(file=file).delete()
    texts = FileText.objects.filter(stored_file=file.stored_file_id).order_by("page").values_list("text", flat=True)
    SketchValue.objects.bulk_create(SketchValue(file=file, value=value) for value in sketch_of(texts.iterator()))
