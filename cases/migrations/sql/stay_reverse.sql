GRANT UPDATE ON cases_fiktionsbescheinigung, cases_fortgeltungsanordnung TO titelweg_app;
DROP TRIGGER cases_certificate ON cases_fiktionsbescheinigung;
DROP FUNCTION cases_check_certificate();
