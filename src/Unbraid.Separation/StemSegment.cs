namespace Unbraid.Separation;

/// <summary>A stretch of all stems that is final. Its memory is used again for the next one.</summary>
/// <param name="Start">First frame, at the song's rate. Segments follow each other without gap or overlap.</param>
/// <param name="Frames">Number of frames.</param>
/// <param name="Stems">Samples of each stem in the order of the separator's stems, interleaved, in the song's format.</param>
public sealed record StemSegment(long Start, int Frames, IReadOnlyList<ReadOnlyMemory<float>> Stems);
