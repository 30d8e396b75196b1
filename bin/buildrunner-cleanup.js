#!/usr/bin/env node
require('./start.js').start('buildrunner-cleanup');
