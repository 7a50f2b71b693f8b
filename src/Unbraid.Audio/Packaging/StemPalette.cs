namespace Unbraid.Audio.Packaging;

/// <summary>The order and the colours in which stems are shown: colours that everybody can tell apart (Okabe and Ito, 2008).</summary>
internal static class StemPalette
{
    /// <summary>For stems of other names.</summary>
    private const string Plain = "#0072B2";

    // Drums, bass, other, vocals: what players of Stems show from the first to the fourth fader.
    private static readonly (string Name, string Colour)[] s_known =
    [
        ("drums", "#009E73"),
        ("bass", "#D55E00"),
        ("guitar", "#E69F00"),
        ("piano", "#F0E442"),
        ("other", "#CC79A7"),
        ("instrumental", "#CC79A7"),
        ("vocals", "#56B4E9"),
        ("residual", "#999999"),
    ];

    /// <summary><c>#RRGGBB</c>.</summary>
    public static string ColourOf(string name) => Find(name) is var place and >= 0 ? s_known[place].Colour : Plain;

    /// <summary>Stems of other names come last, in the order in which they are given.</summary>
    public static IEnumerable<PackageStem> Sort(IEnumerable<PackageStem> stems) =>
        stems.OrderBy(stem => Find(stem.Name) is var place and >= 0 ? place : s_known.Length);

    private static int Find(string name) => Array.FindIndex(s_known, known => known.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
