using Xunit;

namespace Unbraid.Tests.Kernels;

public sealed class MatrixKernelSourceTests
{
    public static TheoryData<string> Names => [.. MatrixKernelSource.All.Select(kernel => kernel.Name)];

    /// <summary>To write the kernels anew, run this with MATRIX_KERNELS set to the folder of their sources.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_matrix_kernel_is_what_its_description_says(string name)
    {
        var expected = MatrixKernelSource.All.Single(kernel => kernel.Name == name).Write();
        var file = $"{name}MatrixKernel.cs";
        if (Environment.GetEnvironmentVariable("MATRIX_KERNELS") is { Length: > 0 } folder)
            File.WriteAllText(Path.Combine(folder, file), expected);
        else
            Assert.Equal(expected, File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "kernels", file)));
    }
}
