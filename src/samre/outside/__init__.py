"""What others send us, judged before anything of ours is touched: knows no database and nothing of the trade."""
