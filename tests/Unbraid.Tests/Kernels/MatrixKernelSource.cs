using System.Text;

namespace Unbraid.Tests.Kernels;

/// <summary>
/// The description of a matrix kernel, from which its source is written: rows stand one by one there because the compiler keeps locals in registers,
/// not arrays.
/// </summary>
internal sealed record MatrixKernelSource
{
    public static IReadOnlyList<MatrixKernelSource> All { get; } =
    [
        new()
        {
            Name = "Avx512",
            Summary = "The inner loop with 512-bit vectors: 12 x 32, 24 of the 32 registers hold the tile.",
            Instructions = "X86",
            Vector = "Vector512",
            Lanes = 16,
            Vectors = 2,
            Tiles = [12, 8, 4],
            Load = "Avx512F.LoadVector512",
            FusedMultiplyAdd = (sum, a, b) => $"Avx512F.FusedMultiplyAdd({a}, {b}, {sum})",
            Store = "Avx512F.Store",
            StepsAhead = 8,
        },
        new()
        {
            Name = "Avx2",
            Summary = "The inner loop with 256-bit vectors: a panel of 12 rows is done as two of 6 x 16, 12 of the 16 registers hold the tile.",
            Instructions = "X86",
            Vector = "Vector256",
            Lanes = 8,
            Vectors = 2,
            Tiles = [6, 4],
            Load = "Avx.LoadVector256",
            FusedMultiplyAdd = (sum, a, b) => $"Fma.MultiplyAdd({a}, {b}, {sum})",
            Store = "Avx.Store",
        },
        new()
        {
            Name = "Neon",
            Summary = "The inner loop with the 128-bit vectors of Arm: a panel of 12 rows is done as three of 4 x 16, 16 of the 32 registers hold the tile.",
            Instructions = "Arm",
            Vector = "Vector128",
            Lanes = 4,
            Vectors = 4,
            Tiles = [4],
            Load = "AdvSimd.LoadVector128",
            FusedMultiplyAdd = (sum, a, b) => $"AdvSimd.FusedMultiplyAdd({sum}, {a}, {b})",
            Store = "AdvSimd.Store",
        },
    ];

    public required string Name { get; init; }

    public required string Summary { get; init; }

    public required string Instructions { get; init; }

    public required string Vector { get; init; }

    public required int Lanes { get; init; }

    /// <summary>Vectors in a row of the tile, named x, y, z, w.</summary>
    public required int Vectors { get; init; }

    /// <summary>Rows that the registers take at once, the most first.</summary>
    public required int[] Tiles { get; init; }

    public required string Load { get; init; }

    public required Func<string, string, string, string> FusedMultiplyAdd { get; init; }

    public required string Store { get; init; }

    /// <summary>How far ahead of the loop B is fetched into the first-level cache, in steps; 0 leaves it to the processor.</summary>
    public int StepsAhead { get; init; }

    private int Columns => Lanes * Vectors;

    private IEnumerable<string> Names => "xyzw"[..Vectors].Select(name => name.ToString());

    public string Write()
    {
        var text = new StringBuilder(
            $$"""
            // Written from its description in MatrixKernelSource; MatrixKernelSourceTests say how.
            using System.Runtime.CompilerServices;
            using System.Runtime.Intrinsics;
            using System.Runtime.Intrinsics.{{Instructions}};

            namespace Unbraid.Inference;

            /// <summary>{{Summary}}</summary>
            internal sealed unsafe class {{Name}}MatrixKernel : MatrixKernel
            {
                public override int Columns => {{Columns}};

                public override void Multiply(int depth, int rows, float* a, float* b, float* tile)
                {
                    switch (rows)
                    {

            """);
        foreach (var rows in new[] { 12, 8, 4 })
        {
            text.Append(rows == 4 ? "            default:\n" : $"            case {rows}:\n");
            var height = Tiles.First(tile => rows % tile == 0);
            for (var row = 0; row < rows; row += height)
                text.Append($"                Multiply{height}(depth, {rows}, {Plus("a", row)}, b, {Plus("tile", row * Columns)});\n");
            text.Append("                break;\n");
        }

        text.Append("        }\n    }\n");
        foreach (var height in Tiles)
            WriteTile(text, height);
        return text.Append("}\n").ToString();
    }

    private void WriteTile(StringBuilder text, int height)
    {
        text.Append("\n    [MethodImpl(MethodImplOptions.AggressiveOptimization)]\n");
        text.Append($"    private static void Multiply{height}(int depth, int stride, float* a, float* b, float* tile)\n    {{\n");
        for (var row = 0; row < height; row++)
            text.Append($"        {Vector}<float> {string.Join(", ", Names.Select(name => $"{name}{row} = default"))};\n");
        text.Append("        for (var k = 0; k < depth; k++)\n        {\n");
        for (var line = 0; line < Columns && StepsAhead > 0; line += 16)
            text.Append($"            Sse.Prefetch0({Plus("b", (StepsAhead * Columns) + line)});\n");
        text.Append($"            {Vector}<float> {string.Join(", ", Names.Select((name, i) => $"b{name} = {Load}({Plus("b", i * Lanes)})"))};\n");
        for (var row = 0; row < height; row++)
        {
            text.Append($"            var a{row} = {Vector}.Create(a[{row}]);\n");
            foreach (var name in Names)
                text.Append($"            {name}{row} = {FusedMultiplyAdd($"{name}{row}", $"a{row}", $"b{name}")};\n");
        }

        text.Append($"            a += stride;\n            b += {Columns};\n        }}\n\n");
        for (var row = 0; row < height; row++)
        {
            foreach (var (i, name) in Names.Index())
                text.Append($"        {Store}({Plus("tile", (row * Columns) + (i * Lanes))}, {name}{row});\n");
        }

        text.Append("    }\n");
    }

    private static string Plus(string pointer, int floats) => floats == 0 ? pointer : $"{pointer} + {floats}";
}
