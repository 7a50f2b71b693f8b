namespace Unbraid.Separation;

/// <summary>What a separation is doing.</summary>
public enum SeparationStage
{
    /// <summary>Decoding the song.</summary>
    Reading,

    /// <summary>Running the model, and writing stems as they become final or keeping them until they can be written.</summary>
    Separating,

    /// <summary>Writing what waited, and finishing the files.</summary>
    Finishing,
}

/// <summary>How far a separation is.</summary>
/// <param name="Stage">What is being done.</param>
/// <param name="Fraction">0 to 1, over the whole separation; never goes back.</param>
/// <param name="Remaining">Estimated time to the end, once there is something to estimate from.</param>
public readonly record struct SeparationProgress(SeparationStage Stage, double Fraction, TimeSpan? Remaining);
