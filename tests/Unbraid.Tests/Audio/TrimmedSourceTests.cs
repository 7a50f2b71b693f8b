using Unbraid.Audio;
using Unbraid.Audio.Ffmpeg;
using Xunit;

namespace Unbraid.Tests.Audio;

public sealed class TrimmedSourceTests
{
    [Theory]
    [InlineData(10_000, 0, null, 0, 10_000)]
    [InlineData(10_000, 500, null, 500, 9_500)]
    [InlineData(10_000, 0, 9_000, 0, 9_000)] // padding goes
    [InlineData(10_000, 500, 9_000, 500, 9_000)]
    [InlineData(10_000, 0, 10_000, 0, 10_000)]
    [InlineData(10_000, 0, 12_000, 0, 10_000)] // fewer are there than stated
    [InlineData(10_000, 0, 1_808, 0, 1_808)] // 8,192 more: a block of padding
    [InlineData(10_000, 0, 1_807, 0, 10_000)] // more than any padding: the statement is wrong
    [InlineData(50_000, 100, 1, 100, 49_900)]
    [InlineData(300, 500, 9_000, 0, 0)]
    public async Task Delay_and_padding_go_and_wrong_lengths_are_not_believed(int there, int skip, int? exact, int first, int expected)
    {
        foreach (int block in new[] { 1, 333, 4096, 20_000 })
        {
            await using var source = new TrimmedSource(new Counting(there), skip, exact);
            var samples = new List<float>();
            var buffer = new float[block * 2];
            while (await source.ReadAsync(buffer, CancellationToken.None) is var frames and > 0)
                samples.AddRange(buffer.AsSpan(0, frames * 2));
            Assert.Equal(Enumerable.Range(first * 2, expected * 2).Select(i => (float)i), samples);
        }
    }

    private sealed class Counting(int frames) : ISampleSource
    {
        private int _next;

        public AudioInfo Info { get; } = new() { Path = "", Container = "", Codec = "", Format = new AudioFormat(8000, 2) };

        public uint ChannelMask => 0;

        public ValueTask<int> ReadAsync(Memory<float> interleaved, CancellationToken cancellationToken)
        {
            int count = Math.Min(interleaved.Length, frames * 2 - _next);
            for (int i = 0; i < count; i++)
                interleaved.Span[i] = _next++;
            return ValueTask.FromResult(count / 2);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
