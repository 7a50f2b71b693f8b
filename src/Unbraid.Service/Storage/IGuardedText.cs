namespace Unbraid.Service.Storage;

/// <summary>A small text for the service alone that several processes may change at once: one after another, and a reader never sees half of it.</summary>
internal interface IGuardedText
{
    /// <summary>Where it is, for sentences to the operator.</summary>
    string Place { get; }

    /// <summary>Differs where the text was changed; null where there is none.</summary>
    /// <exception cref="IOException">It cannot be told.</exception>
    object? Stamp();

    /// <summary>The text, or null where there is none.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    string? Read();

    /// <summary>Replaces the text.</summary>
    /// <param name="change">The text, null where there is none, to the new one.</param>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    void Change(Func<string?, string> change);
}
