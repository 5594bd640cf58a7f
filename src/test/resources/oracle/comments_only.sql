-- nothing
/* at /* all; */ */
;;
