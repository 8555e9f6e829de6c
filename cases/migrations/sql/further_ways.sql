-- Documents that are sent to the holder (§ 60a(2) AufenthV) never lie ready for pickup here.

INSERT INTO cases_transition (source, target) VALUES ('in_production', 'collected');
