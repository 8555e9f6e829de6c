DROP FUNCTION titelweg_blobs_without_row(text[]);
REVOKE SELECT (blob_id) ON documents_upload, documents_document, correspondence_letter FROM titelweg_seeker;
