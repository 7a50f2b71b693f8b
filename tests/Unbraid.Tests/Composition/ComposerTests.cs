using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Unbraid.Composition;
using Xunit;

namespace Unbraid.Tests.Composition;

public sealed class ComposerTests
{
    private const string Words = "[Verse 1]\nMorning light upon the floor\nI can hear you at the door\n[CHORUS]\nStay a little while with me\nStay until the sun is free\n[Bridge]\nOh oh oh\n[Chorus]\nStay a little while with me";

    private static readonly TimeSpan s_short = TimeSpan.FromSeconds(20);

    [Fact]
    public void The_same_request_gives_the_same_bytes_and_another_seed_others()
    {
        var request = new SongRequest { Prompt = "funk", Lyrics = Words, Seed = 3, Duration = s_short };

        Assert.Equal(Hash(request), Hash(request));
        Assert.NotEqual(Hash(request), Hash(request with { Seed = 4 }));
    }

    [Fact]
    public void Stems_sum_to_the_mix_exactly_in_any_order_and_in_24_bits()
    {
        var song = RenderedSong.Of(new SongRequest { Prompt = "rock", Lyrics = Words, Duration = s_short });

        for (int i = 0; i < song.Mix.Length; i++)
        {
            Assert.Equal(song.Mix[i], song.Stems[3][i] + song.Stems[2][i] + song.Stems[1][i] + song.Stems[0][i]);
            long Integer(float x) => (long)(x * 8388608.0);
            Assert.Equal(Integer(song.Mix[i]), song.Stems.Sum(stem => Integer(stem[i])));
            Assert.Equal(song.Mix[i] * 8388608.0, Integer(song.Mix[i]));
        }
    }

    [Theory]
    [InlineData(20)]
    [InlineData(33.3)]
    [InlineData(75)]
    [InlineData(120)]
    public void A_duration_that_is_asked_for_is_met_to_the_frame(double seconds)
    {
        foreach (var prompt in (string[])["ambient 50 bpm", "metal 200 bpm", "waltz", "5/4 jazz"])
        {
            var song = Composer.Compose(new SongRequest { Prompt = prompt, Lyrics = Words, Duration = TimeSpan.FromSeconds(seconds) });
            Assert.Equal((int)Math.Round(seconds * 44_100), song.Frames);
        }

        var short20 = RenderedSong.Of(new SongRequest { Prompt = "ambient 50 bpm", Duration = s_short });
        Assert.Equal(2 * short20.Song.Frames, short20.Mix.Length);
    }

    [Theory]
    [InlineData("waltz")]
    [InlineData("funk, 97 bpm")]
    public void Sections_begin_on_bars_of_the_tempo_counted_from_the_first_beat(string prompt)
    {
        var song = Composer.Compose(new SongRequest { Prompt = prompt, Lyrics = Words });
        double bar = (song.Meter[0] - '0') * 60 / song.Tempo;
        Assert.True(song.FirstBeat > TimeSpan.Zero);
        Assert.All(song.Sections.Skip(1), section => Assert.Equal(0, Math.IEEERemainder((section.Start - song.FirstBeat).TotalSeconds / bar, 1), 1e-4));
    }

    [Fact]
    public void Without_a_duration_the_form_decides_between_20_and_120_seconds()
    {
        foreach (var lyrics in (string[])["", "one", Words, string.Concat(Enumerable.Repeat(Words + "\n", 40))])
        {
            var song = Composer.Compose(new SongRequest { Prompt = "slow ballad", Lyrics = lyrics });
            Assert.InRange(song.Duration.TotalSeconds, 20, 120);
        }
    }

    [Theory]
    [InlineData(19.9)]
    [InlineData(121)]
    public void Other_durations_are_refused(double seconds)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Composer.Compose(new SongRequest { Duration = TimeSpan.FromSeconds(seconds) }));
        Assert.Contains("20 to 120 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_sections_of_the_words_make_the_form()
    {
        var song = Composer.Compose(new SongRequest { Lyrics = Words });

        Assert.Equal(["Intro", "Verse", "Chorus 1", "Bridge", "Chorus 2", "Outro"], song.Sections.Select(section => section.Name));
        Assert.Equal(TimeSpan.Zero, song.Sections[0].Start);
        Assert.Equal(song.Duration, song.Sections[^1].End);
        Assert.All(song.Sections.Zip(song.Sections.Skip(1)), pair => Assert.Equal(pair.First.End, pair.Second.Start));
        var first = song.Lyrics.First(line => line.Text.StartsWith("Stay", StringComparison.Ordinal));
        Assert.InRange(first.Start, song.Sections[2].Start, song.Sections[2].End);
        Assert.All(song.Lyrics.Zip(song.Lyrics.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Start));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("no vocals", false)]
    public void An_instrumental_has_a_silent_voice(string prompt, bool instrumental)
    {
        var song = RenderedSong.Of(new SongRequest { Prompt = prompt, Lyrics = Words, Instrumental = instrumental, Duration = s_short });

        Assert.All(song[SongStem.Vocals], sample => Assert.Equal(0, sample));
        Assert.DoesNotContain("voice", song.Song.Instruments);
        Assert.Empty(song.Song.Lyrics);
        Assert.Contains(song[SongStem.Other], sample => Math.Abs(sample) > 0.01);
    }

    [Fact]
    public void Instruments_that_are_not_wanted_are_silent()
    {
        var song = RenderedSong.Of(new SongRequest { Prompt = "pop without drums, no bass", Duration = s_short });

        Assert.All(song[SongStem.Drums], sample => Assert.Equal(0, sample));
        Assert.All(song[SongStem.Bass], sample => Assert.Equal(0, sample));
    }

    public static TheoryData<string> StrangeWords =>
    [
        "[", "[]", "[Verse", "\0\u0001\u001b[31m", "🎵🎵🎵", "\ud83d", "brrr psst hmm", "[Chorus]\n[Chorus]\n[Chorus]", "歌を歌おう\nПесня\nأغنية", "1 2 3 4567",
        new string('a', 1 << 20), string.Concat(Enumerable.Repeat("la la la\n", 120_000)), string.Concat(Enumerable.Repeat("\n[Verse]", 130_000)), new string('\n', 1 << 20),
        string.Concat(Enumerable.Repeat("word ", 200_000)),
    ];

    [Theory]
    [MemberData(nameof(StrangeWords))]
    public void Strange_words_are_sung_as_far_as_they_can_be(string words)
    {
        var song = Composer.Compose(new SongRequest { Prompt = words, Lyrics = words, Title = words });

        Assert.InRange(song.Duration.TotalSeconds, 20, 120);
        Assert.InRange(song.Title.Length, 0, 80);
        if (words.Length < 1000)
        {
            var rendered = RenderedSong.Of(new SongRequest { Lyrics = words, Duration = s_short });
            Assert.DoesNotContain(rendered.Mix, sample => !float.IsFinite(sample) || Math.Abs(sample) > 1);
        }
    }

    [Fact]
    public void Rendering_tells_its_progress_and_can_be_stopped()
    {
        var song = Composer.Compose(new SongRequest { Duration = s_short });
        using var source = new CancellationTokenSource();
        var told = new List<double>();
        var progress = new Listener(fraction =>
        {
            told.Add(fraction);
            if (fraction > 0.5)
            {
                source.Cancel();
            }
        });

        Assert.Throws<OperationCanceledException>(() => song.Render(progress, source.Token).Count());
        Assert.Equal(told.Order(), told);
        Assert.InRange(told[^1], 0.5, 0.6);
    }

    private static string Hash(SongRequest request)
    {
        var song = RenderedSong.Of(request);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var samples in (float[][])[song.Mix, .. song.Stems])
        {
            hash.AppendData(MemoryMarshal.AsBytes<float>(samples));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private sealed class Listener(Action<double> action) : IProgress<double>
    {
        public void Report(double value) => action(value);
    }
}
