-- Which of the files asked about no row knows, in any authority. Every table that refers to files is
-- named here (a test compares): one that were not would lose them.

GRANT SELECT (blob_id) ON documents_upload, documents_document, correspondence_letter TO titelweg_seeker;

CREATE FUNCTION titelweg_blobs_without_row(asked text[])
RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT blob FROM unnest(asked) AS blob
     WHERE NOT EXISTS (SELECT FROM documents_upload WHERE blob_id = blob)
       AND NOT EXISTS (SELECT FROM documents_document WHERE blob_id = blob)
       AND NOT EXISTS (SELECT FROM correspondence_letter WHERE blob_id = blob)
$$;

ALTER FUNCTION titelweg_blobs_without_row(text[]) OWNER TO titelweg_seeker;
REVOKE ALL ON FUNCTION titelweg_blobs_without_row(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION titelweg_blobs_without_row(text[]) TO titelweg_app;
