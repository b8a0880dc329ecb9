# SPDX-License-Identifier: GPL-3.0-or-later
# Finds LibTorch by its headers and libraries: the target LibTorch::LibTorch, and LibTorch_VERSION.
#
# Why not LibTorch's own TorchConfig.cmake: of a CUDA build it demands the whole CUDA toolkit with its compiler, although
# our code needs none of it to build; and each version looks for other things that we do not use.
# Another LibTorch than the system's is named by CMAKE_PREFIX_PATH: the folder that holds include and lib.

find_path(LIBTORCH_INCLUDE_DIR ATen/ATen.h)
get_filename_component(LIBTORCH_ROOT "${LIBTORCH_INCLUDE_DIR}" DIRECTORY)
foreach(library torch torch_cpu c10)
    find_library(LIBTORCH_${library}_LIBRARY ${library} HINTS "${LIBTORCH_ROOT}/lib")
endforeach()

# The CUDA half is there or not; it counts only beside the rest, never from another LibTorch on the system.
get_filename_component(LIBTORCH_LIBRARY_DIR "${LIBTORCH_torch_cpu_LIBRARY}" DIRECTORY)
foreach(library torch_cuda c10_cuda)
    find_library(LIBTORCH_${library}_LIBRARY ${library} PATHS "${LIBTORCH_LIBRARY_DIR}" NO_DEFAULT_PATH)
endforeach()

foreach(header torch/headeronly/version.h torch/csrc/api/include/torch/version.h)
    if(NOT LibTorch_VERSION AND EXISTS "${LIBTORCH_INCLUDE_DIR}/${header}")
        file(STRINGS "${LIBTORCH_INCLUDE_DIR}/${header}" numbers REGEX "define TORCH_VERSION_(MAJOR|MINOR|PATCH) +[0-9]+")
        string(REGEX REPLACE "[^0-9;]" "" numbers "${numbers}")
        string(REPLACE ";" "." LibTorch_VERSION "${numbers}")
    endif()
endforeach()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibTorch
    REQUIRED_VARS LIBTORCH_torch_cpu_LIBRARY LIBTORCH_torch_LIBRARY LIBTORCH_c10_LIBRARY LIBTORCH_INCLUDE_DIR
    VERSION_VAR LibTorch_VERSION
    REASON_FAILURE_MESSAGE "Install libtorch-dev, or name another LibTorch's folder with -DCMAKE_PREFIX_PATH=DIR.")
mark_as_advanced(LIBTORCH_INCLUDE_DIR LIBTORCH_torch_LIBRARY LIBTORCH_torch_cpu_LIBRARY LIBTORCH_c10_LIBRARY
    LIBTORCH_torch_cuda_LIBRARY LIBTORCH_c10_cuda_LIBRARY)

if(LibTorch_FOUND)
    # Older builds for the former standard library ABI cannot be linked with anything else on a Debian system.
    set(config "${LIBTORCH_ROOT}/share/cmake/Torch/TorchConfig.cmake")
    if(EXISTS "${config}")
        file(STRINGS "${config}" old_abi REGEX "_GLIBCXX_USE_CXX11_ABI=0")
        if(old_abi)
            message(FATAL_ERROR "The LibTorch in ${LIBTORCH_ROOT} is built for the C++ library's former ABI: take the "
                "variant that is called “cxx11 ABI”, or version 2.7 or later.")
        endif()
    endif()
    # With the headers of CUDA's runtime, which come as a Python package with PyTorch or with the toolkit, steps are
    # recorded as graphs and kernels of our own run; without them all else does.
    if(LIBTORCH_torch_cuda_LIBRARY)
        file(GLOB packages "${LIBTORCH_ROOT}/../nvidia/*/include")
        find_path(LIBTORCH_CUDA_INCLUDE_DIR crt/host_config.h HINTS ${packages} ENV CUDA_HOME
            PATHS /usr/local/cuda PATH_SUFFIXES include)
        mark_as_advanced(LIBTORCH_CUDA_INCLUDE_DIR)
        if(LIBTORCH_CUDA_INCLUDE_DIR)
            message(STATUS "This LibTorch has CUDA; CUDA's headers: ${LIBTORCH_CUDA_INCLUDE_DIR}")
        else()
            message(STATUS "This LibTorch has CUDA, but its toolkit's crt/host_config.h was not found: no CUDA graphs and no kernels of our own")
        endif()
    endif()
endif()

if(LibTorch_FOUND AND NOT TARGET LibTorch::LibTorch)
    add_library(LibTorch::LibTorch INTERFACE IMPORTED)
    target_include_directories(LibTorch::LibTorch SYSTEM INTERFACE
        "${LIBTORCH_INCLUDE_DIR}" "${LIBTORCH_INCLUDE_DIR}/torch/csrc/api/include")
    set(libraries "${LIBTORCH_torch_LIBRARY}" "${LIBTORCH_torch_cpu_LIBRARY}" "${LIBTORCH_c10_LIBRARY}")
    # The CUDA libraries register themselves when they are loaded, and no symbol of ours asks for them: without
    # --no-as-needed the linker would drop them. What they need in turn they find by their own run paths.
    foreach(library torch_cuda c10_cuda)
        if(LIBTORCH_${library}_LIBRARY)
            list(APPEND libraries "-Wl,--push-state,--no-as-needed" "${LIBTORCH_${library}_LIBRARY}" "-Wl,--pop-state")
        endif()
    endforeach()
    target_link_libraries(LibTorch::LibTorch INTERFACE ${libraries})
    target_link_options(LibTorch::LibTorch INTERFACE -Wl,--allow-shlib-undefined)
endif()
