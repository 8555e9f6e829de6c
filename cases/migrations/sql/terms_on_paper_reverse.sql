DROP TRIGGER cases_hearing_term ON cases_hearing;
DROP TRIGGER documents_nachforderung_term ON documents_nachforderung;
DROP TRIGGER fees_notice_term ON fees_feenotice;
DROP FUNCTION cases_keep_term();
REVOKE UPDATE (announced_on, due_on) ON fees_feenotice FROM titelweg_app;
