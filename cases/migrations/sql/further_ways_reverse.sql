DELETE FROM cases_transition WHERE (source, target) = ('in_production', 'collected');
