namespace Unbraid.Separation;

/// <summary>What helps. Every program says in its own words how it is done there.</summary>
internal enum RemedyKind
{
    /// <summary>Fetching the model that is named.</summary>
    FetchModel,

    /// <summary>Agreeing to the licence of the model that is named.</summary>
    AcceptLicence,

    /// <summary>Bringing a file for the step of a recipe that is named.</summary>
    BringModel,

    /// <summary>Giving the file as an ensemble.</summary>
    GiveAsModel,

    /// <summary>Giving the file as a recipe.</summary>
    GiveAsRecipe,

    /// <summary>Choosing among the sounds of a file.</summary>
    ChooseTrack,

    /// <summary>Beginning with the picture of a video.</summary>
    BeginWithPicture,

    /// <summary>Measuring one of the shapes that are named, with random weights.</summary>
    RandomWeights,
}

/// <param name="Kind">What helps.</param>
/// <param name="Name">What it is about, where that has a name.</param>
internal sealed record Remedy(RemedyKind Kind, string? Name = null);

/// <summary>Something the user should know.</summary>
/// <param name="Text">A sentence or two, which stand alone.</param>
/// <param name="Remedy">What can be done about it, if something can.</param>
internal sealed record Note(string Text, Remedy? Remedy = null);
