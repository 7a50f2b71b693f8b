namespace Unbraid.Composition.Writing;

/// <summary>A drum pattern, sixteen sixteenths to the bar of four: X hard, x normal, o soft, . nothing.</summary>
internal sealed record Groove
{
    public required string Kick { get; init; }

    public required string Snare { get; init; }

    public required string Hat { get; init; }

    /// <summary>Instead of the hat in choruses.</summary>
    public required string Chorus { get; init; }

    public Drum Backbeat { get; init; } = Drum.Snare;

    public Drum HatDrum { get; init; } = Drum.ClosedHat;

    public Drum ChorusDrum { get; init; } = Drum.OpenHat;

    /// <summary>How often a soft stroke falls on a sixteenth where the snare has nothing.</summary>
    public double Ghosts { get; init; }
}

/// <summary>Rhythms as data. A bar of other than four beats takes as much of the pattern as it needs, and begins it again.</summary>
internal static class Patterns
{
    public static IReadOnlyDictionary<string, Groove> Grooves { get; } = new Dictionary<string, Groove>
    {
        ["none"] = new() { Kick = "................", Snare = "................", Hat = "................", Chorus = "................" },
        ["pop"] = new() { Kick = "X.....x.X.......X.....x.X.x.....", Snare = "....X.......X...", Hat = "X.x.X.x.X.x.X.x.", Chorus = "..X...X...X...X.", Ghosts = 0.05 },
        ["rock"] = new() { Kick = "X.....x.X.x.....X.x...x.X.......", Snare = "....X.......X...", Hat = "X.x.X.x.X.x.X.x.", Chorus = "X...X...X...X...", ChorusDrum = Drum.Ride, Ghosts = 0.04 },
        ["metal"] = new() { Kick = "X.xxX.xxX.xxX.xx", Snare = "....X.......X...", Hat = "X...X...X...X...", Chorus = "X.x.X.x.X.x.X.x.", ChorusDrum = Drum.Ride },
        ["train"] = new() { Kick = "X.......X.......", Snare = "....x.......x...", Hat = "x.o.X.o.x.o.X.o.", Chorus = "x.xoX.xox.xoX.xo", HatDrum = Drum.Shaker, ChorusDrum = Drum.Shaker, Backbeat = Drum.Rim, Ghosts = 0.03 },
        ["house"] = new() { Kick = "X...X...X...X...", Snare = "....X.......X...", Hat = "..X...X...X...X.", Chorus = "..X...X...X...X.", Backbeat = Drum.Clap, HatDrum = Drum.OpenHat },
        ["techno"] = new() { Kick = "X...X...X...X...", Snare = "............x...", Hat = "..X.x.X.x.X.x.X.", Chorus = "x.X.x.X.x.X.x.X.", Backbeat = Drum.Clap },
        ["boomBap"] = new() { Kick = "X......x..X.....X..x......X..x..", Snare = "....X.......X...", Hat = "X.x.X.x.X.x.X.xo", Chorus = "X.x.X.x.X.x.X.xx", ChorusDrum = Drum.ClosedHat, Ghosts = 0.05 },
        ["trap"] = new() { Kick = "X.........x.....X.....x...x.....", Snare = "........X.......", Hat = "X.x.X.x.X.x.Xxxx", Chorus = "X.x.X.xxX.x.Xxxx", Backbeat = Drum.Clap, ChorusDrum = Drum.ClosedHat },
        ["swing"] = new() { Kick = "o...o...o...o...", Snare = "....x.......x...", Hat = "X...X.x.X...X.x.", Chorus = "X...X.x.X...X.x.", Backbeat = Drum.ClosedHat, HatDrum = Drum.Ride, ChorusDrum = Drum.Ride, Ghosts = 0.05 },
        ["oneDrop"] = new() { Kick = "........X.......", Snare = "........X.......", Hat = "x.X.x.X.x.X.x.X.", Chorus = "x.X.x.X.x.X.xxX.", Backbeat = Drum.Rim, ChorusDrum = Drum.ClosedHat, Ghosts = 0.04 },
        ["funk"] = new() { Kick = "X..x......x..x..", Snare = "....X..o.o..X..o", Hat = "X.xxX.x.X.xxX.x.", Chorus = "X.xxX.x.X.xxX.x.", ChorusDrum = Drum.ClosedHat, Ghosts = 0.08 },
        ["ballad"] = new() { Kick = "X.........x.....", Snare = "........X.......", Hat = "x...x...x...x...", Chorus = "X.x.X.x.X.x.X.x.", Backbeat = Drum.Rim, ChorusDrum = Drum.ClosedHat },
        ["waltz"] = new() { Kick = "X...........", Snare = "....o...o...", Hat = "x...x...x...", Chorus = "X...x.o.x...", HatDrum = Drum.ClosedHat, ChorusDrum = Drum.Ride },
        ["toms"] = new() { Kick = "X...............", Snare = "........x.......", Hat = "x...x.x.x...x.xx", Chorus = "X..xX.x.X..xX.xx", Backbeat = Drum.Snare, HatDrum = Drum.LowTom, ChorusDrum = Drum.LowTom },
        ["shuffle"] = new() { Kick = "X.......X.....x.", Snare = "....X.......X...", Hat = "X.o.X.o.X.o.X.o.", Chorus = "X.o.X.o.X.o.X.o.", ChorusDrum = Drum.Ride, Ghosts = 0.03 },
    };

    /// <summary>R root, 3, 5, 6, 7, 8 degrees above it, a a step towards the next root, - goes on, . rest. An empty one plays with the kick drum.</summary>
    public static IReadOnlyDictionary<string, string> BassLines { get; } = new Dictionary<string, string>
    {
        ["kick"] = "",
        ["eighths"] = "R-R-R-R-R-R-R-R-",
        ["rootFifth"] = "R-----..5-----..R-----..5---a---",
        ["offbeat"] = "..R-..R-..R-..8-",
        ["pulse"] = ".RR8.RRR.RR8.RR5",
        ["long"] = "R---------------",
        ["walking"] = "R---3---5---a---R---5---8---a---",
        ["reggae"] = "R---..R-3-5-....",
        ["funk"] = "R..R..8-..5.7-a-",
        ["waltz"] = "R-------....5-------....",
        ["boogie"] = "R-3-5-6-8-6-5-3-",
    };

    /// <summary>X hard, x soft, - goes on, . rest, a digit plays one tone of the chord counted from its lowest.</summary>
    public static IReadOnlyDictionary<string, string> Compings { get; } = new Dictionary<string, string>
    {
        ["pushed"] = "X-----X-----x-x-",
        ["power"] = "X-x-X-x-X-x-X-x-",
        ["gallop"] = "X-xxX-xxX-xxX-xx",
        ["strum"] = "X---X-x-x-x-X-x-",
        ["stabs"] = "X-.X-.X-..X-.X-.",
        ["held"] = "X-----------x---",
        ["whole"] = "X---------------",
        ["charleston"] = "X---..X-........X---..X-....x-..",
        ["skank"] = "..X...X...X...X.",
        ["scratch"] = "X..x..X...Xx..x.",
        ["broken"] = "0-1-2-3-2-1-2-1-",
        ["waltz"] = "....X---x---",
    };

    /// <summary>Figures: tones of the chord counted from its lowest.</summary>
    public static IReadOnlyList<string> Figures { get; } =
    [
        "0.1.2.3.2.1.2.3.", "0.2.1.3.0.2.1.3.", "3.2.1.0.3.2.1.2.", "0..1..2..3..2.1.", "0.12..3.0.12..3.",
    ];

    /// <summary>The bar's part of a pattern that may be of several bars.</summary>
    public static string Bar(string pattern, int bar, int beats)
    {
        var steps = 4 * beats;
        var usual = pattern.Length % 12 == 0 ? 12 : 16;
        var from = pattern.Length > usual ? bar % (pattern.Length / usual) * usual : 0;
        return string.Concat(Enumerable.Range(0, steps).Select(step => pattern[from + step % Math.Min(usual, pattern.Length)]));
    }
}
