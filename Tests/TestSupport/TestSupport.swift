public import FigureScene
