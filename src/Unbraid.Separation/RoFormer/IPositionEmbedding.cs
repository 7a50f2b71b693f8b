namespace Unbraid.Separation.RoFormer;

/// <summary>Puts positions into queries and keys, so that their products tell how far tokens are from each other.</summary>
internal interface IPositionEmbedding
{
    /// <summary>Features of a head's queries and keys afterwards.</summary>
    int KeySize { get; }

    /// <summary>Embeds one token.</summary>
    /// <param name="position">Its place in the sequence.</param>
    /// <param name="q">Queries of all heads, [heads, headSize].</param>
    /// <param name="k">Keys of all heads, in the same way.</param>
    /// <param name="embeddedQ">Destination, [heads, keySize]; may be <paramref name="q"/> where the sizes are equal.</param>
    /// <param name="embeddedK">Destination, in the same way.</param>
    void Embed(int position, ReadOnlySpan<float> q, ReadOnlySpan<float> k, Span<float> embeddedQ, Span<float> embeddedK);
}
