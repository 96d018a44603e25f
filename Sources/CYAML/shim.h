// LibYAML's reader of events.
#pragma once
#include <yaml.h>
