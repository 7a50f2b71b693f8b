namespace Unbraid.Composition;

/// <summary>One section of the form.</summary>
/// <param name="Name">For example <c>Verse 2</c>.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where the next one begins.</param>
public sealed record SongSection(string Name, TimeSpan Start, TimeSpan End);

/// <summary>One line of the words and when it is sung.</summary>
/// <param name="Text">As given in the request, or the syllables that were sung for want of words.</param>
/// <param name="Start">Onset of the first syllable.</param>
/// <param name="End">End of the last one.</param>
public sealed record TimedLyric(string Text, TimeSpan Start, TimeSpan End);
