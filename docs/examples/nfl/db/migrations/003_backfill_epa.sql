UPDATE plays SET epa = ep_after - ep_before WHERE epa IS NULL;
