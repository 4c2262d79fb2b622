// Made by scripts/print-generated.ts with milsymbol; don't edit.
import type { PlatformType } from '../../schema/convoys.ts'
import type { PlatformSymbol } from './platform-symbol.ts'

const symbol1: PlatformSymbol = {
  "known": {
    "left": 37,
    "top": 22,
    "width": 126,
    "height": 136,
    "parts": [
      {
        "path": "M 155,150 C 155,50 115,30 100,30 85,30 45,50 45,150 Z",
        "fill": null,
        "stroke": "halo",
        "strokeWidth": 12,
        "dash": [],
        "round": true
      },
      {
        "path": "M 155,150 C 155,50 115,30 100,30 85,30 45,50 45,150",
        "fill": "side",
        "stroke": "ink",
        "strokeWidth": 4,
        "dash": [],
        "round": false
      },
      {
        "path": "m 60,84 40,20 40,-20 0,8 -40,25 -40,-25 z",
        "fill": "ink",
        "stroke": null,
        "strokeWidth": 3,
        "dash": [],
        "round": false
      }
    ]
  },
  "assumed": {
    "left": 37,
    "top": 22,
    "width": 126,
    "height": 136,
    "parts": [
      {
        "path": "m 60,84 40,20 40,-20 0,8 -40,25 -40,-25 z",
        "fill": null,
        "stroke": "halo",
        "strokeWidth": 8,
        "dash": [],
        "round": true
      },
      {
        "path": "M 155,150 C 155,50 115,30 100,30 85,30 45,50 45,150",
        "fill": null,
        "stroke": "halo",
        "strokeWidth": 12,
        "dash": [],
        "round": true
      },
      {
        "path": "M 155,150 C 155,50 115,30 100,30 85,30 45,50 45,150",
        "fill": null,
        "stroke": "side",
        "strokeWidth": 4,
        "dash": [
          8,
          12
        ],
        "round": false
      },
      {
        "path": "m 60,84 40,20 40,-20 0,8 -40,25 -40,-25 z",
        "fill": "side",
        "stroke": null,
        "strokeWidth": 3,
        "dash": [],
        "round": false
      }
    ]
  },
  "plain": {
    "left": 41,
    "top": 26,
    "width": 118,
    "height": 128,
    "parts": [
      {
        "path": "M 155,150 C 155,50 115,30 100,30 85,30 45,50 45,150",
        "fill": "side",
        "stroke": "ink",
        "strokeWidth": 4,
        "dash": [],
        "round": false
      },
      {
        "path": "m 60,84 40,20 40,-20 0,8 -40,25 -40,-25 z",
        "fill": "ink",
        "stroke": null,
        "strokeWidth": 3,
        "dash": [],
        "round": false
      }
    ]
  }
}

const symbol2: PlatformSymbol = {
  "known": {
    "left": 37,
    "top": 22,
    "width": 126,
    "height": 136,
    "parts": [
      {
        "path": "M 155,150 C 155,50 115,30 100,30 85,30 45,50 45,150 Z",
        "fill": null,
        "stroke": "halo",
        "strokeWidth": 12,
        "dash": [],
        "round": true
      },
      {
        "path": "M 155,150 C 155,50 115,30 100,30 85,30 45,50 45,150",
        "fill": "side",
        "stroke": "ink",
        "strokeWidth": 4,
        "dash": [],
        "round": false
      },
      {
        "word": "MIL",
        "x": 100,
        "y": 103,
        "fontSize": 39,
        "font": "Arial",
        "fill": "ink",
        "stroke": null,
        "strokeWidth": 3,
        "dash": [],
        "round": false
      }
    ]
  },
  "assumed": {
    "left": 37,
    "top": 22,
    "width": 126,
    "height": 136,
    "parts": [
      {
        "word": "MIL",
        "x": 100,
        "y": 103,
        "fontSize": 39,
        "font": "Arial",
        "fill": null,
        "stroke": "halo",
        "strokeWidth": 8,
        "dash": [],
        "round": true
      },
      {
        "path": "M 155,150 C 155,50 115,30 100,30 85,30 45,50 45,150",
        "fill": null,
        "stroke": "halo",
        "strokeWidth": 12,
        "dash": [],
        "round": true
      },
      {
        "path": "M 155,150 C 155,50 115,30 100,30 85,30 45,50 45,150",
        "fill": null,
        "stroke": "side",
        "strokeWidth": 4,
        "dash": [
          8,
          12
        ],
        "round": false
      },
      {
        "word": "MIL",
        "x": 100,
        "y": 103,
        "fontSize": 39,
        "font": "Arial",
        "fill": "side",
        "stroke": null,
        "strokeWidth": 3,
        "dash": [],
        "round": false
      }
    ]
  },
  "plain": {
    "left": 41,
    "top": 26,
    "width": 118,
    "height": 128,
    "parts": [
      {
        "path": "M 155,150 C 155,50 115,30 100,30 85,30 45,50 45,150",
        "fill": "side",
        "stroke": "ink",
        "strokeWidth": 4,
        "dash": [],
        "round": false
      },
      {
        "word": "MIL",
        "x": 100,
        "y": 103,
        "fontSize": 39,
        "font": "Arial",
        "fill": "ink",
        "stroke": null,
        "strokeWidth": 3,
        "dash": [],
        "round": false
      }
    ]
  }
}

export const platformSymbols: Record<PlatformType, PlatformSymbol> = {
  MQ9_REAPER: symbol1,
  MQ1C_GRAY_EAGLE: symbol1,
  RQ7_SHADOW: symbol1,
  RQ21_BLACKJACK: symbol1,
  UNKNOWN: symbol2,
}
