DROP FUNCTION cases_broken_chains();
DROP TRIGGER cases_version ON cases_case;
DROP FUNCTION cases_keep_chain_head();
DROP TRIGGER cases_chain ON cases_caseevent;
DROP FUNCTION cases_chain_event();
DROP FUNCTION cases_event_digest(bytea, cases_caseevent);
ALTER TABLE cases_caseevent DROP COLUMN xid;
