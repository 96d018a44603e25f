print("attnplot")
