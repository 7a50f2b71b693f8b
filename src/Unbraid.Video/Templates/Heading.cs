using Unbraid.Video.Text;

namespace Unbraid.Video.Templates;

/// <summary>Title and artist of a song.</summary>
internal static class Heading
{
    private const int ArtistSize = 36, Gap = 17;

    private const float ArtistOpacity = 0.74f;

    /// <param name="song">The song.</param>
    /// <param name="width">The longest that a line may be, in pixels.</param>
    public static TextBlock Of(VideoSong song, float width)
    {
        var block = new TextBlock();
        block.Add(TitleLayout.Fit(song.Title, new(Bold: true), width, 2, 76, 64, 54, 46));
        if (!string.IsNullOrWhiteSpace(song.Artist))
            block.Add(TitleLayout.Fit(song.Artist, default, width, 1, ArtistSize), ArtistOpacity, Gap);
        return block;
    }
}
