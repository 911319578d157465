-- Records by their last day of keeping: to warn their owners, and to erase them after it.
SET LOCAL lock_timeout = '4s';

CREATE INDEX IF NOT EXISTS record_retention ON record (retention) WHERE state <> 'deleted';
