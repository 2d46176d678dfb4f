from talentmap.app.main import main

main()
