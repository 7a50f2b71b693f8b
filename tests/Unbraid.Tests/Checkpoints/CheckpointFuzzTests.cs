using Unbraid.Inference.Checkpoints;
using Xunit;

namespace Unbraid.Tests.Checkpoints;

public class CheckpointFuzzTests
{
    private const int Cases = 1_000;
    private const long AllocationBound = 64 << 20;

    [Theory]
    [InlineData("htdemucs-tiny/model.th")]
    [InlineData("htdemucs-tiny/model-legacy.th")]
    [InlineData("scnet-tiny/model.ckpt")]
    [InlineData("scnet-tiny/reference.safetensors")]
    public void Damaged_files_give_the_one_exception_or_tensors_of_the_right_size(string file)
    {
        var original = File.ReadAllBytes(Golden.PathOf(file.Split('/')));
        var path = PickleBuilder.Save([]);
        var random = new Random(20_130);
        var refused = 0;
        try
        {
            for (var i = 0; i < Cases; i++)
            {
                File.WriteAllBytes(path, Mutate(original, random));
                var before = GC.GetAllocatedBytesForCurrentThread();
                try
                {
                    using var checkpoint = Checkpoint.Open(path);
                    ReadSome(checkpoint, random);
                }
                catch (CheckpointException)
                {
                    refused++;
                }

                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, AllocationBound);
            }
        }
        finally
        {
            File.Delete(path);
        }

        Assert.InRange(refused, Cases / 20, Cases);
    }

    private static void ReadSome(Checkpoint checkpoint, Random random)
    {
        var names = checkpoint.Tensors.Names.ToArray();
        for (var i = 0; i < Math.Min(10, names.Length); i++)
        {
            var name = names[random.Next(names.Length)];
            var shape = checkpoint.Tensors.ShapeOf(name);
            var values = checkpoint.Tensors.Read(name, shape.Select(n => checked((int)n)).ToArray());
            Assert.Equal(shape.Aggregate(1L, (a, b) => a * b), values.Length);
        }
    }

    // The description is where damage matters, and it lies at the front (pickle, header) or at the end (ZIP directory).
    private static byte[] Mutate(byte[] original, Random random)
    {
        var bytes = original.ToList();
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var at = random.Next(4) switch
            {
                0 => random.Next(Math.Min(64, bytes.Count)),
                1 => Math.Max(0, bytes.Count - 1 - random.Next(40_000)),
                2 => random.Next(Math.Min(60_000, bytes.Count)),
                _ => random.Next(bytes.Count),
            };
            switch (random.Next(6))
            {
                case 0: bytes.RemoveRange(at, bytes.Count - at); break;
                case 1: bytes.RemoveRange(at, Math.Min(random.Next(1, 9), bytes.Count - at)); break;
                case 2: bytes.InsertRange(at, RandomBytes(random, random.Next(1, 9))); break;
                case 3: bytes[at] = random.Next(3) switch { 0 => 0, 1 => 0x7f, _ => 0xff }; break;
                default: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            }

            if (bytes.Count == 0)
            {
                break;
            }
        }

        return bytes.ToArray();
    }

    private static byte[] RandomBytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
