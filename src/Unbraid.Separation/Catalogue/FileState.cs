namespace Unbraid.Separation.Catalogue;

/// <summary>What is known of an installed file.</summary>
internal enum FileState
{
    /// <summary>Its content is what the catalogue says.</summary>
    Good,
    Missing,

    /// <summary>Its content is something else.</summary>
    Wrong,

    /// <summary>Nobody published what it should be; what is there was recorded just now, and later copies are held to it.</summary>
    Recorded,
}
