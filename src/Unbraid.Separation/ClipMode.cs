namespace Unbraid.Separation;

/// <summary>What becomes of stems that are louder than full scale; the names are those of Demucs' <c>--clip-mode</c>.</summary>
/// <remarks>Exact stems keep their level in every mode: what one file cannot hold, another does.</remarks>
public enum ClipMode
{
    /// <summary>
    /// Where the files cannot hold a sample of any stem, all stems of the song get one common gain, so that they still sum to the song at another level. 32-bit
    /// floats hold everything and get none.
    /// </summary>
    Rescale,

    /// <summary>Each sample is cut at full scale, 32-bit floats too.</summary>
    Clamp,

    /// <summary>Nothing: 32-bit floats are written as they are, and all other formats cut what they cannot hold.</summary>
    None,
}

/// <summary>The modes by the names that users write.</summary>
internal static class ClipModes
{
    /// <summary><c>rescale</c>, <c>clamp</c> and <c>none</c>.</summary>
    public static IReadOnlyDictionary<string, ClipMode> ByName { get; } =
        Enum.GetValues<ClipMode>().ToDictionary(mode => mode.ToString().ToLowerInvariant());
}
