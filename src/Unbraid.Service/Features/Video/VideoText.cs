namespace Unbraid.Service.Features.Video;

/// <summary>Where the texts of a scene stand: those that stay, and the time that runs.</summary>
internal static class VideoText
{
    private const int ArtistSize = 36, TimeSize = 30;

    private const float ArtistOpacity = 0.74f, TimeOpacity = 0.82f;

    /// <summary>Title and artist, and how long the song is.</summary>
    public static Captions Still(VideoSong song, VideoPreset preset)
    {
        var captions = new Captions();
        switch (preset)
        {
            case VideoPreset.Modern:
                captions.Add(4, 624, 336, Heading(song, 1800 - 624));
                captions.Add(9, 1800, 980, [Time(song.Seconds)]);
                break;
            case VideoPreset.Player:
                captions.Add(4, 648, 384, Heading(song, 1736 - 648));
                captions.Add(9, 1736, 872, [Time(song.Seconds)]);
                break;
            default:
                captions.Add(8, Scene.Width / 2, 768, Heading(song, 1560));
                break;
        }

        return captions;
    }

    /// <summary>The time that has been played, changing every second; null where none is shown.</summary>
    public static Captions? Running(VideoSong song, VideoPreset preset)
    {
        if (preset == VideoPreset.Simple)
            return null;
        var (x, y) = preset == VideoPreset.Modern ? (120, 980) : (184, 872);
        var captions = new Captions();
        for (int second = 0; second <= song.Seconds; second++)
            captions.Add(7, x, y, [Time(second)], second, second + 1);
        return captions;
    }

    private static IEnumerable<CaptionLine> Heading(VideoSong song, float width)
    {
        var title = TitleLayout.Fit(song.Title, width, 2, 76, 64, 54, 46);
        foreach (var line in title.Lines)
            yield return new(line, title.Size, Bold: true);
        if (string.IsNullOrWhiteSpace(song.Artist))
            yield break;
        yield return new("\u00A0", 14);
        yield return new(TitleLayout.Fit(song.Artist, width, 1, ArtistSize).Lines[0], ArtistSize, Opacity: ArtistOpacity);
    }

    private static CaptionLine Time(double seconds)
    {
        long whole = (long)seconds;
        var text = whole < 3600 ? $"{whole / 60}:{whole % 60:00}" : $"{whole / 3600}:{whole / 60 % 60:00}:{whole % 60:00}";
        return new(text, TimeSize, Opacity: TimeOpacity);
    }
}
