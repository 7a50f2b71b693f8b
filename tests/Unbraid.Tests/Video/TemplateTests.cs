using SkiaSharp;
using Unbraid.Audio;
using Unbraid.Tests.Audio;
using Unbraid.Video;
using Unbraid.Video.Drawing;
using Unbraid.Video.Templates;
using Xunit;

namespace Unbraid.Tests.Video;

public sealed class TemplateTests : IAsyncLifetime
{
    private const int Rate = 8000, Frames = 2 * Rate, Pictures = 60;

    private static readonly SKRectI s_whole = new(0, 0, Template.Width, Template.Height);

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<VideoPreset, string> Titles
    {
        get
        {
            string[] titles = ["Home", new('W', 300), string.Concat(Enumerable.Repeat("كلمات طويلة ", 25)), string.Concat(Enumerable.Repeat("長い題名", 75)), string.Concat(Enumerable.Repeat("🎉 ", 100))];
            return [.. from preset in Enum.GetValues<VideoPreset>() from title in titles select (preset, title)];
        }
    }

    public async ValueTask InitializeAsync() => await Sounds.WriteAsync(
        _folder.File("song.wav"), Sounds.Noise(Frames, 1), new AudioFormat(Rate, 1), new AudioEncoding(AudioContainer.Wav));

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [MemberData(nameof(Titles))]
    public async Task Title_and_artist_stay_in_their_place(VideoPreset preset, string title)
    {
        var (left, top, right, bottom) = preset switch
        {
            VideoPreset.Modern => (620, 120, 1800, 552),
            VideoPreset.Player => (644, 184, 1736, 584),
            _ => (178, 760, 1742, 1060),
        };

        var bare = await StillAsync(preset, Song("", null));
        var pixels = await StillAsync(preset, Song(title, title));

        var changed = Enumerable.Range(0, pixels.Length / 4).Where(i => pixels[4 * i] > bare[4 * i] + 8).Select(i => (X: i % Template.Width, Y: i / Template.Width)).ToList();
        Assert.NotEmpty(changed);
        Assert.InRange(changed.Min(at => at.X), left, right);
        Assert.InRange(changed.Max(at => at.X), left, right);
        Assert.InRange(changed.Min(at => at.Y), top, bottom);
        Assert.InRange(changed.Max(at => at.Y), top, bottom);
    }

    [Theory]
    [InlineData(VideoPreset.Modern)]
    [InlineData(VideoPreset.Player)]
    [InlineData(VideoPreset.Simple)]
    public async Task White_text_can_be_read_before_a_white_cover(VideoPreset preset)
    {
        var pixels = await StillAsync(preset, Song("", null), Plain(SKColors.White));

        int place = 4 * ((850 * Template.Width) + 300);
        double luminance = Math.Pow(pixels[place] / 255.0, 2.2);
        Assert.True(1.05 / (luminance + 0.05) >= 4.5, $"The backdrop is too bright: {pixels[place]}.");
    }

    [Fact]
    public async Task The_same_song_gives_the_same_picture_and_another_one_another()
    {
        var song = Song("A", "B");

        Assert.Equal(await StillAsync(VideoPreset.Modern, song), await StillAsync(VideoPreset.Modern, song));
        Assert.NotEqual(Artwork.Draw("a").PeekPixels().GetPixelSpan().ToArray(), Artwork.Draw("b").PeekPixels().GetPixelSpan().ToArray());
    }

    [Fact]
    public async Task The_waveform_is_lit_up_to_the_head()
    {
        await using var player = await PlayerTemplate.ReadAsync(Song("", null), Plain(SKColors.Gray), CancellationToken.None);
        using var mask = new Mask(player.Moving);

        await DrawAsync(player, mask, Pictures / 2);
        var half = Lit(mask, player.Moving.Width, 200);
        await DrawAsync(player, mask, Pictures, Pictures / 2);
        var whole = Lit(mask, player.Moving.Width, 200);

        Assert.InRange(half.Max(), (player.Moving.Width / 2) - 20, (player.Moving.Width / 2) + 20);
        Assert.True(whole.Max() >= player.Moving.Width - 3);
        // Bars are five of eight columns: a head that left something behind, or took something away, would be seen.
        Assert.InRange(whole.Count, player.Moving.Width * 5 / 8 - 8, player.Moving.Width * 6 / 8);
    }

    [Fact]
    public async Task Bars_rise_with_the_sound_and_the_line_with_the_time()
    {
        await using var modern = await ModernTemplate.OpenAsync(Song("", null), Plain(SKColors.Gray), 30, CancellationToken.None);
        using var mask = new Mask(modern.Moving);

        await DrawAsync(modern, mask, Pictures);

        Assert.True(Lit(mask, modern.Moving.Width, 150).Count > 100, "No bar reaches the upper half.");
        int line = 354 + 3;
        Assert.All(Enumerable.Range(4, modern.Moving.Width - 8), x => Assert.Equal(255, mask.Pixels.Span[(line * modern.Moving.Width) + x]));
    }

    [Fact]
    public async Task The_time_changes_with_the_second()
    {
        await using var player = await PlayerTemplate.ReadAsync(Song("", null), Plain(SKColors.Gray), CancellationToken.None);
        using var mask = new Mask(player.Moving);
        byte[] Time() => mask.Pixels.Span[(220 * player.Moving.Width)..].ToArray();

        await DrawAsync(player, mask, 1);
        var first = Time();
        await DrawAsync(player, mask, 30, 1);
        Assert.Equal(first, Time());
        await DrawAsync(player, mask, 31, 30);

        Assert.Contains(first, value => value > 100);
        Assert.NotEqual(first, Time());
    }

    private async Task<byte[]> StillAsync(VideoPreset preset, VideoSong song, SKImage? cover = null)
    {
        cover ??= Plain(SKColors.DarkSlateBlue);
        await using Template template = preset switch
        {
            VideoPreset.Modern => await ModernTemplate.OpenAsync(song, cover, 30, CancellationToken.None),
            VideoPreset.Player => await PlayerTemplate.ReadAsync(song, cover, CancellationToken.None),
            _ => new SimpleTemplate(song, cover),
        };
        return StillPicture.Draw(s_whole, template.DrawStill);
    }

    private static async Task DrawAsync(MovingTemplate template, Mask mask, int to, int from = 0)
    {
        for (int picture = from; picture < to; picture++)
            await template.DrawMaskAsync(mask, new(picture / 30.0, picture / (Pictures - 1.0)), CancellationToken.None);
    }

    /// <summary>Columns in which something of the upper rows is lit.</summary>
    private static List<int> Lit(Mask mask, int width, int rows)
    {
        var pixels = mask.Pixels.ToArray();
        return [.. Enumerable.Range(0, width).Where(x => Enumerable.Range(0, rows).Any(y => pixels[(y * width) + x] > 128))];
    }

    private static SKImage Plain(SKColor colour)
    {
        using var surface = SKSurface.Create(new SKImageInfo(Artwork.Side, Artwork.Side));
        surface.Canvas.Clear(colour);
        return surface.Snapshot();
    }

    private VideoSong Song(string title, string? artist) => new()
    {
        Title = title,
        Artist = artist,
        Name = title,
        SoundPath = _folder.File("song.wav"),
        AacPath = _folder.File("song.m4a"),
        Frames = Frames,
        Format = new AudioFormat(Rate, 1),
    };
}
